import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-faults';

/**
 * Takes away every file and folder in `folder` of which no part was written to in the last `olderThanMs`
 * milliseconds, and says how many. What goes away meanwhile is no error.
 */
export async function sweepFolder(folder: string, olderThanMs: number): Promise<number> {
  const oldest = Date.now() - olderThanMs;
  let swept = 0;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const writtenAt = await lastWrite(path);
    if (writtenAt === null || writtenAt > oldest) continue;
    await rm(path, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/** In milliseconds since 1970, the newest within a folder; null for what is gone. */
async function lastWrite(path: string): Promise<number | null> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) return found.mtimeMs;
    let newest = found.mtimeMs;
    for (const name of await namesIn(path))
      newest = Math.max(newest, (await lastWrite(join(path, name))) ?? 0);
    return newest;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
