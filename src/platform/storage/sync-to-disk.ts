import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isMissing } from './file-faults';

/**
 * Returns once the file's bytes outlive a power cut, and its time is now: whoever judges it by its age shall count from
 * here. Throws for anything that is not a file by itself, a link too.
 */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`Not a file: ${path}`);
    const now = new Date();
    await file.utimes(now, now);
    await file.sync();
  } finally {
    await file.close();
  }
}

interface FolderSync {
  readonly running: Promise<void>;
  /** The one that begins when `running` has ended, for all who came meanwhile. */
  next: Promise<void> | null;
}

const syncing = new Map<string, FolderSync>();

/**
 * Returns once the names that are in the folder by now outlive a power cut. A folder that is gone has none: whoever
 * took away what was in it may take away the folder too. Those who ask at once share the work: a sync that runs
 * already may be too early for a name, the one after it is not.
 */
export function syncFolder(path: string): Promise<void> {
  const current = syncing.get(path);
  if (!current) return begin(path);
  current.next ??= current.running.catch(() => undefined).then(() => begin(path));
  return current.next;
}

function begin(path: string): Promise<void> {
  const running = syncOnce(path).finally(() => {
    if (syncing.get(path)?.running === running) syncing.delete(path);
  });
  syncing.set(path, { running, next: null });
  return running;
}

async function syncOnce(path: string): Promise<void> {
  try {
    const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
