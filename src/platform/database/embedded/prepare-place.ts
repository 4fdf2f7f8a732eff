import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { chooseServerUser } from './choose-server-user';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { runProgram, type ServerUser } from './run-program';

/** Where the parts of an embedded database lie. All paths are absolute and without symbolic links. */
export interface Place {
  readonly directory: string;
  /** PGDATA. It appears here whole, by rename, or not at all. */
  readonly cluster: string;
  /** What lives no longer than a start or a server, in folders named `<pid of the maker>-<random>`. */
  readonly run: string;
  readonly serverLog: string;
  /** undefined where the server runs as ourselves. */
  readonly user: ServerUser | undefined;
}

/**
 * Makes the directory ready, and makes sure that the user who will run the server can enter it.
 *
 * @throws EmbeddedPostgresError in words for the person at the terminal
 */
export async function preparePlace(wanted: string): Promise<Place> {
  const made = await mkdir(resolve(wanted), { recursive: true, mode: 0o700 });
  const directory = await realpath(wanted);
  const cluster = join(directory, 'cluster');
  const run = join(directory, 'run');
  const user = await chooseServerUser(cluster);
  if (user) await letIn(user, directory, made);
  await mkdir(run, { recursive: true, mode: 0o700 });
  // The leash runs as the server's user and takes its own folder away.
  if (user) await chown(run, user.uid, user.gid);
  return { directory, cluster, run, serverLog: join(directory, 'server.log'), user };
}

/** A folder of our own under `run`, which the server's user may write. */
export async function makeRunFolder(place: Place): Promise<string> {
  const folder = join(place.run, `${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { mode: 0o700 });
  if (place.user) await chown(folder, place.user.uid, place.user.gid);
  return folder;
}

/** Removes what starts that were killed have left under `run`; `keep` belongs to the running server. */
export async function removeLeftovers(place: Place, keep: string): Promise<void> {
  for (const name of await readdir(place.run)) {
    const folder = join(place.run, name);
    if (folder === keep || isAlive(Number.parseInt(name, 10))) continue;
    // An initdb without a parent may still be writing into it: what is in the way stays for the next start.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Others may pass through, not list, the directory that was given to us and the parents that we made. Parents
 * that were there before are not ours to open.
 */
async function letIn(user: ServerUser, directory: string, firstMade: string | undefined): Promise<void> {
  const last = firstMade ? dirname(await realpath(firstMade)) : dirname(directory);
  for (let at = directory; at !== last; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o011) !== 0o011) await chmod(at, (mode & 0o7777) | 0o011);
  }
  if (await canEnter(user, directory)) return;

  if (!(await canEnter(user, '/'))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and this root may not start a program as the user ${user.name}. ` +
        'Start as an ordinary user.',
    );
  }
  let closed = directory;
  while (!(await canEnter(user, dirname(closed)))) closed = dirname(closed);
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, so it runs as the user ${user.name}, who may not enter ${closed}. ` +
      `Start as an ordinary user, choose a data directory outside of ${closed} (such as /var/lib/vitrine), ` +
      `or let others pass: chmod o+x '${closed}'.`,
  );
}

async function canEnter(user: ServerUser, directory: string): Promise<boolean> {
  return (await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], user)).ok;
}
