import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type Hold, leashServer, makePipe } from './hold-server';
import { RUN_FOLDER_SETTING, type Server } from './inspect-server';
import { type Binaries } from './prepare-binaries';
import { makeRunFolder, type Place } from './prepare-place';
import { asUser, PROGRAM_ENVIRONMENT, type ServerUser } from './run-program';
import { readServerLock } from './server-lock';
import { type ServerSettings, settingArguments } from './server-settings';

/** Bytes at which the server's log is put aside as `server.log.old`, at a start. */
const LOG_LIMIT = 10 * 1024 * 1024;

export interface Launched {
  readonly server: Server;
  readonly hold: Hold;
  readonly child: ChildProcess;
}

/**
 * Starts a server on the cluster, held by us and on a leash, and waits until it takes connections, through a
 * recovery if it has to. It is a session of its own: Ctrl-C in the terminal reaches us and not the server.
 *
 * @param patience ms to wait for it
 * @returns what it last said, where it ended instead: the port was taken or another start had the lock, which is
 *   for the caller to look into, or a setting is wrong
 */
export async function launchServer(
  place: Place,
  binaries: Binaries,
  settings: ServerSettings,
  patience: number,
): Promise<Launched | string> {
  const runFolder = await makeRunFolder(place);
  await makePipe(runFolder, place.user);
  const port = await findFreePort();
  const logSize = await rotateLog(place);
  const args = settingArguments(settings, port, { [RUN_FOLDER_SETTING]: basename(runFolder) });

  const log = openSync(place.serverLog, 'a', 0o600);
  const child = spawn(binaries.postgres, ['-D', place.cluster, ...args], {
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    stdio: ['ignore', log, log],
    detached: true,
    ...asUser(place.user),
  });
  closeSync(log);
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', (code, signal) => (failure ??= `it ended with ${signal ?? `code ${code ?? '?'}`}`));
  if (child.pid === undefined) {
    await rm(runFolder, { recursive: true, force: true });
    return `${binaries.postgres} cannot be run`;
  }
  const hold = leashOrStop(runFolder, child, child.pid, place.user);
  child.unref();

  const server: Server = { pid: child.pid, port, runFolder };
  const deadline = Date.now() + patience;
  while (failure === undefined && Date.now() < deadline) {
    const lock = await readServerLock(place.cluster);
    if (lock?.pid === child.pid && lock.isReady) return { server, hold, child };
    await sleep(10);
  }
  // The last holder lets go: the leash stops what may still be there, and cleans up.
  closeSync(hold.fd);
  if (failure === undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL was not ready within ${patience / 1000} s; it is being stopped. See ${place.serverLog}.`,
    );
  }
  return `${failure}: ${await readFrom(place.serverLog, logSize)}`;
}

/** A server that cannot be held, for want of file descriptors, say, must not stay. */
function leashOrStop(
  runFolder: string,
  child: ChildProcess,
  pid: number,
  user: ServerUser | undefined,
): Hold {
  try {
    return leashServer(runFolder, pid, user);
  } catch (error) {
    child.kill('SIGINT');
    throw error;
  }
}

/** Asks the system for a port; that another takes it before the server does is seen as a failed launch. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system named no port.'));
      });
    });
  });
}

/** Puts a log aside that has grown large; the size of what is left. */
async function rotateLog({ serverLog }: Place): Promise<number> {
  const size = await stat(serverLog).then(
    (found) => found.size,
    () => 0,
  );
  if (size < LOG_LIMIT) return size;
  await rename(serverLog, `${serverLog}.old`);
  return 0;
}

/** At most 4 KB of what was written to a file since it had `from` bytes. */
async function readFrom(path: string, from: number): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, from);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await handle.close();
  }
}
