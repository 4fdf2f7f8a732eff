import { createRoles, type DatabaseUrls } from './create-roles';
import { findNativeTree } from './find-native-tree';
import { initialiseCluster } from './initialise-cluster';
import { keepCredentials } from './keep-credentials';
import { obtainServer } from './obtain-server';
import { prepareBinaries } from './prepare-binaries';
import { preparePlace } from './prepare-place';
import { releaseServer } from './release-server';
import { type ServerSettings } from './server-settings';

export interface EmbeddedPostgresOptions {
  /** Everything lies under it: the cluster, its passwords, the server's log. */
  readonly directory: string;
  /** `vitrine` by default. */
  readonly database?: string;
  /** Hears what is done, a line at a time. */
  readonly log?: (line: string) => void;
  /**
   * Over our own settings; where the server listens is not the caller's to set. Those of the process that
   * starts the server hold, also for the ones that join it.
   */
  readonly settings?: ServerSettings;
}

export interface EmbeddedPostgres extends DatabaseUrls {
  /**
   * Lets go of the server; may be called again. Whoever lets go last, by this or by ending in whatever way,
   * stops it: a fast shutdown, and when this returns no process is left. A server that others still use goes
   * on for them, and one that was started by hand is left alone.
   */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL on a directory, or joins the one that runs there. Any number of processes may do so at
 * once, and all get the same server; it stops when the last of them has let go or is dead, be it by kill -9.
 * The first start makes the cluster; every start makes sure of the roles and of the database.
 *
 * @throws EmbeddedPostgresError that says what keeps it from running, and what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const settings = options.settings ?? {};
  const tree = await findNativeTree();
  const place = await preparePlace(options.directory);
  const binaries = await prepareBinaries(tree, place);
  const credentials = await keepCredentials(place);
  if (await initialiseCluster(place, binaries, credentials, settings.fsync !== 'off')) {
    log(`Made a new database in ${place.cluster}.`);
  }
  const { server, hold, child } = await obtainServer(place, binaries, credentials, settings, log);

  const letGo = async (): Promise<void> => {
    if (!hold) return;
    const hasStopped = await releaseServer(place, server, hold, child);
    log(hasStopped ? 'PostgreSQL has stopped.' : 'PostgreSQL goes on for the other processes that use it.');
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= letGo());

  try {
    return { ...(await createRoles(server.port, credentials, options.database ?? 'vitrine')), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
