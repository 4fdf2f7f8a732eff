import { constants } from 'node:fs';
import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type NativeTree } from './find-native-tree';
import { makeRunFolder, type Place } from './prepare-place';
import { runProgram, type ServerUser } from './run-program';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As `postgres --version` has it, such as 18.4. */
  readonly version: string;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Programs that the server's user can run: those in node_modules where he reaches them, else a copy of them
 * under the data directory (58 MB, a quarter of a second, once a version). It is no tree of hard links: these
 * need one file system, keep modes that may be what is wrong, and change under a running server when npm writes.
 *
 * @throws EmbeddedPostgresError where they do not run at all
 */
export async function prepareBinaries(tree: NativeTree, place: Place): Promise<Binaries> {
  // npm packages hold no symbolic links; their install scripts make them, where they may run. Without them the
  // loader may take a library of the same name from the system, so they are asked for by themselves.
  const areLinked = await makeSymlinks(tree.root).then(
    () => true,
    () => false,
  );
  const here = areLinked ? await probe(tree.root, place.user) : 'links are missing';
  if (typeof here !== 'string') return here;

  const copy = join(place.directory, `native-${tree.version}`);
  let there = await probe(copy, place.user);
  if (typeof there !== 'string') return there;
  await copyTree(tree.root, copy, place);
  there = await probe(copy, place.user);
  if (typeof there !== 'string') return there;
  throw new EmbeddedPostgresError(
    'The embedded PostgreSQL does not run on this system (on Linux it needs glibc, which Alpine has not). ' +
      `Set DATABASE_URL to a PostgreSQL of your own. It said: ${there}`,
  );
}

/** Makes the links that `pg-symlinks.json`, if any, lists (paths from the package's root), where they are missing. */
async function makeSymlinks(root: string): Promise<void> {
  const text = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinkList.parse(JSON.parse(text))) {
    const path = join(dirname(root), target);
    if (await isThere(path)) continue;
    await symlink(relative(dirname(target), source), path).catch(async (error: unknown) => {
      if (!(await isThere(path))) throw error;
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** The programs under `root`, or what is wrong with them for `user`. */
async function probe(root: string, user: ServerUser | undefined): Promise<Binaries | string> {
  const [initdb, postgres] = [join(root, 'bin', 'initdb'), join(root, 'bin', 'postgres')];
  const results = await Promise.all([
    runProgram(initdb, ['--version'], user),
    runProgram(postgres, ['--version'], user),
  ]);
  const failed = results.find(({ ok }) => !ok);
  if (failed) return failed.output;
  const version = /\d+(\.\d+)*/.exec(results[1].output)?.[0];
  return version ? { initdb, postgres, version } : results[1].output;
}

/** Copies into a folder of its own and renames: a copy is there whole, and of two starts one wins. */
async function copyTree(from: string, to: string, place: Place): Promise<void> {
  const folder = await makeRunFolder(place);
  const native = join(folder, 'native');
  try {
    await cp(from, native, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
    });
    await openToAll(native);
    await makeSymlinks(native);
    await rename(native, to).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The tree may come from an installation under umask 077, or from one that nobody may write: in the copy everyone
 * may read, we may write, and what is in bin runs.
 */
async function openToAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
