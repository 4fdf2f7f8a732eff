/** Settings of postgresql.conf by their names, e.g. `{ fsync: 'off' }`. */
export type ServerSettings = Readonly<Record<string, string>>;

/**
 * For a machine that does other work too. What is not named stays as PostgreSQL has it; fsync stays on. They are
 * given at every start and not written into the cluster, so a later release may change them.
 */
const SMALL_MACHINE: ServerSettings = {
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  // Nothing replicates from an embedded server, and nothing archives from it.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
};

/** Reachable by URL from this machine alone; no socket file, whose path would be too long for many directories. */
function binding(port: number): ServerSettings {
  return { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
}

/** Command-line arguments: ours, then the caller's, then what nobody may change. */
export function settingArguments(wanted: ServerSettings, port: number, fixed: ServerSettings): string[] {
  const all = { ...SMALL_MACHINE, ...wanted, ...binding(port), ...fixed };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
