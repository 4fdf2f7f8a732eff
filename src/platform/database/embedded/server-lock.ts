import { link, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRunFolder, type Place } from './prepare-place';
import { runProgram } from './run-program';

/** An empty lock file is one that is being written, unless it has been empty for this long (ms). */
const EMPTY_FOR_GOOD = 5_000;

/**
 * PostgreSQL's `postmaster.pid`, line by line: pid, data directory, start time, port, socket directory, listen
 * address, shared memory key, status (src/include/utils/pidfile.h). The later lines come after the first.
 */
export interface ServerLock {
  /** undefined while the file is empty. */
  readonly pid: number | undefined;
  readonly port: number | undefined;
  readonly isReady: boolean;
  readonly text: string;
  /** Empty, and nobody is about to fill it. */
  readonly isAbandoned: boolean;
}

/** Reads the lock of a cluster; undefined where no server holds one. */
export async function readServerLock(cluster: string): Promise<ServerLock | undefined> {
  const path = join(cluster, 'postmaster.pid');
  try {
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n');
    const isAbandoned = text === '' && Date.now() - (await stat(path)).mtimeMs > EMPTY_FOR_GOOD;
    return {
      pid: Number.parseInt(lines[0] ?? '', 10) || undefined,
      port: Number.parseInt(lines[3] ?? '', 10) || undefined,
      isReady: lines[7]?.trim() === 'ready',
      text,
      isAbandoned,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * What the process of this id is: `server` if it is (or may be) a PostgreSQL on this cluster, `stranger` if it is
 * surely none, `nobody` if there is no such process. A pid in a lock file that outlived its server, by a power
 * cut or kill -9, is soon another program's.
 */
export async function identifyProcess(
  pid: number,
  cluster: string,
): Promise<'nobody' | 'stranger' | 'server'> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'nobody';
  }
  if (process.platform === 'linux') {
    // A server works in its data directory. Whose directory cannot be read is another user's, or a zombie.
    const at = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return at === cluster ? 'server' : 'stranger';
  }
  const { output } = await runProgram('ps', ['-p', String(pid), '-o', 'command='], undefined);
  if (!/(^|\/)postgres(:|\s|$)/.test(output)) return 'stranger';
  if (output.includes(cluster)) return 'server';
  return /\s-D\s*\//.test(output) ? 'stranger' : 'server';
}

/**
 * Takes a lock away that was judged to be stale. It is renamed first and looked at again: if a start beside ours
 * has put its own there meanwhile, that one is put back. PostgreSQL's second lock, on shared memory named by the
 * data directory's inode, holds in either case.
 */
export async function removeStaleLock(place: Place, judged: ServerLock): Promise<void> {
  const path = join(place.cluster, 'postmaster.pid');
  const folder = await makeRunFolder(place);
  const aside = join(folder, 'postmaster.pid');
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== judged.text) await link(aside, path);
  } catch (error) {
    // ENOENT: the other start has removed it. EEXIST: its server has already made a new one.
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
