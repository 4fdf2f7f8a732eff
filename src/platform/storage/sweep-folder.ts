import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-faults';

/**
 * Takes away every file and folder in `folder` of which no part was written to in the last `olderThanMs`
 * milliseconds, and yields the name of each; in a dry run it stays. What goes away meanwhile is no error.
 */
export async function* sweepFolder(
  folder: string,
  olderThanMs: number,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): AsyncGenerator<string> {
  const oldest = Date.now() - olderThanMs;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const writtenAt = await lastWrite(path);
    if (writtenAt === null || writtenAt > oldest) continue;
    if (!dryRun) await rm(path, { recursive: true, force: true });
    yield name;
  }
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
