import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { ADMIN_ROLE } from './initialise-cluster';
import { type Credentials } from './keep-credentials';
import { type Place } from './prepare-place';
import { identifyProcess, readServerLock, type ServerLock } from './server-lock';

/** A server that answers on a cluster. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** The folder under `run` of those who hold it; undefined for one that was started by hand. */
  readonly runFolder: string | undefined;
}

export type ServerState =
  | { readonly kind: 'none' }
  /** It names a live process that is no server. PostgreSQL itself removes one that names a dead process. */
  | { readonly kind: 'stale-lock'; readonly lock: ServerLock }
  /** It is starting, recovering or stopping. */
  | { readonly kind: 'busy'; readonly pid: number | undefined }
  | { readonly kind: 'running'; readonly server: Server };

/**
 * The setting by which a server tells under which folder of `run` it is held. PostgreSQL keeps settings of a
 * class that it does not know.
 */
export const RUN_FOLDER_SETTING = 'vitrine.run_folder';

const WRONG_PASSWORD = '28P01';

/**
 * Looks whether a server is up on the cluster: its lock, the process that the lock names, and a connection that
 * must answer with this very data directory, for the port may be another server's by now.
 *
 * @throws EmbeddedPostgresError where the server refuses our password
 */
export async function inspectServer(place: Place, credentials: Credentials): Promise<ServerState> {
  const lock = await readServerLock(place.cluster);
  if (!lock) return { kind: 'none' };
  if (lock.isAbandoned) return { kind: 'stale-lock', lock };
  if (lock.pid === undefined) return { kind: 'busy', pid: undefined };
  const holder = await identifyProcess(lock.pid, place.cluster);
  if (holder === 'nobody') return { kind: 'none' };
  if (holder === 'stranger') return { kind: 'stale-lock', lock };

  const busy = { kind: 'busy', pid: lock.pid } as const;
  if (!lock.isReady || lock.port === undefined) return busy;
  const answer = await ask(place, credentials, lock.port);
  if (!answer || (await realpath(answer.directory).catch(() => '')) !== place.cluster) return busy;
  const name = answer.run_folder ?? '';
  const runFolder = /^[\w-]+$/.test(name) ? join(place.run, name) : undefined;
  return { kind: 'running', server: { pid: lock.pid, port: lock.port, runFolder } };
}

/** undefined where nobody answers. */
async function ask(
  place: Place,
  credentials: Credentials,
  port: number,
): Promise<{ directory: string; run_folder: string | null } | undefined> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: ADMIN_ROLE,
    password: credentials.admin,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  // A server that goes down while we ask breaks the connection: the query below fails as well, and tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string; run_folder: string | null }>(
      `SELECT current_setting('data_directory') AS directory,
              current_setting('${RUN_FOLDER_SETTING}', true) AS run_folder`,
    );
    return rows[0];
  } catch (error) {
    if (error instanceof DatabaseError && error.code === WRONG_PASSWORD) {
      throw new EmbeddedPostgresError(
        `A PostgreSQL runs on ${place.cluster} whose password is not the one in credentials.json beside it. ` +
          'Put the file back from a backup, or move the whole directory away to start with an empty database.',
      );
    }
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
