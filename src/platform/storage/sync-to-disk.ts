import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isMissing } from './file-faults';

/** Returns once the file's bytes outlive a power cut. Throws for anything that is not a file by itself, a link too. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`Not a file: ${path}`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Returns once the names in the folder outlive a power cut. A folder that is gone has none: whoever took away
 * what was in it may take away the folder too.
 */
export async function syncFolder(path: string): Promise<void> {
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
