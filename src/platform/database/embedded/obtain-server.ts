import { type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type Hold, joinHolders } from './hold-server';
import { inspectServer, type Server } from './inspect-server';
import { type Credentials } from './keep-credentials';
import { launchServer } from './launch-server';
import { type Binaries } from './prepare-binaries';
import { type Place, removeLeftovers } from './prepare-place';
import { removeStaleLock } from './server-lock';
import { type ServerSettings } from './server-settings';

/** ms to wait for a server that another process is starting or stopping, or that recovers from a crash. */
const PATIENCE = 300_000;
/** ms between two looks, and between two words to the log about what we wait for. */
const LOOK_EVERY = 50;
const SPEAK_EVERY = 10_000;
/** Launches that fail before we give up; one may well lose its port or the lock to another process. */
const LAUNCHES = 3;

/** A server that we may use. */
export interface ObtainedServer {
  readonly server: Server;
  /** undefined for a server that was started by hand: it is not ours to stop. */
  readonly hold: Hold | undefined;
  /** The server's process, where we started it. */
  readonly child: ChildProcess | undefined;
}

/**
 * Joins the server of a cluster, or starts one where none runs. What decides between several starts at once is
 * PostgreSQL's own lock on its data directory: the others' launches fail, and they look again and join.
 *
 * @throws EmbeddedPostgresError where a server neither comes up nor goes away, or cannot be started
 */
export async function obtainServer(
  place: Place,
  binaries: Binaries,
  credentials: Credentials,
  settings: ServerSettings,
  log: (line: string) => void,
): Promise<ObtainedServer> {
  let launches = 0;
  for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
    if (waited > 0) await sleep(LOOK_EVERY);
    const state = await inspectServer(place, credentials);
    if (state.kind === 'running') {
      const { server } = state;
      if (server.runFolder === undefined) {
        log(`Using the PostgreSQL that someone else started (process ${server.pid}) on port ${server.port}.`);
        return { server, hold: undefined, child: undefined };
      }
      const hold = await joinHolders(server.runFolder, server.pid, place.user);
      if (hold) {
        log(`Joined the running PostgreSQL (process ${server.pid}) on port ${server.port}.`);
        return { server, hold, child: undefined };
      }
    } else if (state.kind === 'stale-lock') {
      log(`Removing a stale lock: process ${state.lock.pid ?? '?'} is no PostgreSQL on ${place.cluster}.`);
      await removeStaleLock(place, state.lock);
    } else if (state.kind === 'none') {
      const launched = await launchServer(place, binaries, settings, PATIENCE);
      if (typeof launched !== 'string') {
        log(`Started PostgreSQL ${binaries.version} on port ${launched.server.port}.`);
        await removeLeftovers(place, launched.hold.runFolder);
        return launched;
      }
      launches += 1;
      if (launches === LAUNCHES) throw new EmbeddedPostgresError(`PostgreSQL does not start: ${launched}`);
    } else if (waited % SPEAK_EVERY === SPEAK_EVERY - LOOK_EVERY) {
      log(`Waiting for PostgreSQL (process ${state.pid ?? '?'}), which is starting or stopping.`);
    }
  }
  throw new EmbeddedPostgresError(
    `A PostgreSQL holds ${place.cluster} and has neither come up nor gone away in ${PATIENCE / 60_000} minutes. ` +
      `See ${place.serverLog}; its process is the first line of ${place.cluster}/postmaster.pid.`,
  );
}
