import { chmod, cp, lstat, mkdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findNativeTree, type NativeTree } from './find-native-tree';
import { prepareBinaries } from './prepare-binaries';
import { preparePlace } from './prepare-place';
import { runProgram } from './run-program';
import { useTemporaryDirectory } from './testing/temporary-place';

const directory = useTemporaryDirectory();
const LINK = join('lib', 'libpq.so.5');

/** The tree as npm unpacks it where install scripts may not run: without its symbolic links. */
async function unpackedTree(): Promise<NativeTree> {
  const { root, version } = await findNativeTree();
  const tree = { root: join(directory(), 'closed', 'package', 'native'), version };
  await cp(root, tree.root, { recursive: true, verbatimSymlinks: true });
  await rm(join(tree.root, LINK));
  return tree;
}

test('Links that npm has not made are made where the programs lie.', async () => {
  const place = await preparePlace(join(directory(), 'data'));
  const tree = await unpackedTree();
  const binaries = await prepareBinaries(tree, place);
  expect(binaries).toEqual({
    initdb: join(tree.root, 'bin', 'initdb'),
    postgres: join(tree.root, 'bin', 'postgres'),
    version: '18.4',
  });
  expect(await readlink(join(tree.root, LINK))).toBe('libpq.so.5.18');
});

test('Programs that the server cannot use where they lie are copied, once, and the copy is used.', async () => {
  const place = await preparePlace(join(directory(), 'data'));
  const tree = await unpackedTree();
  // As root, the server's user may not enter; as an ordinary user, the link cannot be made.
  await chmod(join(tree.root, 'lib'), 0o500);
  await chmod(join(directory(), 'closed'), 0o700);
  const copy = join(place.directory, `native-${tree.version}`);
  try {
    const expected = {
      initdb: join(copy, 'bin', 'initdb'),
      postgres: join(copy, 'bin', 'postgres'),
      version: '18.4',
    };
    expect(await prepareBinaries(tree, place)).toEqual(expected);
    expect(await readlink(join(copy, LINK))).toBe('libpq.so.5.18');
    expect((await runProgram(expected.initdb, ['--version'], place.user)).ok).toBe(true);
    const { ino } = await lstat(copy);
    expect(await prepareBinaries(tree, place)).toEqual(expected);
    expect((await lstat(copy)).ino).toBe(ino);
  } finally {
    await chmod(join(tree.root, 'lib'), 0o700);
  }
});

test('Programs that do not run here are refused in words.', async () => {
  const place = await preparePlace(join(directory(), 'data'));
  const root = join(directory(), 'empty', 'native');
  await mkdir(root, { recursive: true });
  await expect(prepareBinaries({ root, version: '1' }, place)).rejects.toThrow(/does not run on this system/);
});

test('A platform without an embedded PostgreSQL is refused in words, and so is a package that is missing.', async () => {
  await expect(findNativeTree('win32-x64')).rejects.toThrow(
    /On Windows, run inside WSL, or set DATABASE_URL/,
  );
  await expect(findNativeTree('freebsd-x64')).rejects.toThrow(
    /There is no embedded PostgreSQL for freebsd-x64/,
  );
  const other = process.platform === 'darwin' ? 'linux-arm64' : 'darwin-arm64';
  await expect(findNativeTree(other)).rejects.toThrow(
    /is not installed\. Run npm ci without --omit=optional/,
  );
});
