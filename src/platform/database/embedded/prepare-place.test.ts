import { chmod, chown, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseServerUser } from './choose-server-user';
import { makeRunFolder, preparePlace, removeLeftovers } from './prepare-place';
import { runProgram } from './run-program';
import { useTemporaryDirectory } from './testing/temporary-place';

const directory = useTemporaryDirectory();
// Only root can become someone else.
const asRoot = process.geteuid?.() === 0 ? test : test.skip;

asRoot('As root, the server runs as someone else, who may pass but not list what we made.', async () => {
  const place = await preparePlace(join(directory(), 'new', 'data'));
  const postgres = await runProgram('id', ['-u', 'postgres'], undefined);
  const nobody = await runProgram('id', ['-u', 'nobody'], undefined);
  expect(place.user?.uid).toBe(Number((postgres.ok ? postgres : nobody).output));
  expect((await stat(join(directory(), 'new'))).mode & 0o777).toBe(0o711);
  expect((await stat(place.directory)).mode & 0o777).toBe(0o711);
  expect((await stat(place.run)).uid).toBe(place.user?.uid);
});

asRoot(
  'As root, a parent that the server cannot pass is named, with what to do, and not opened.',
  async () => {
    const home = join(directory(), 'home');
    await mkdir(join(home, 'project'), { recursive: true });
    await chmod(home, 0o700);
    await expect(preparePlace(join(home, 'project', 'data'))).rejects.toThrow(
      `who may not enter ${home}. Start as an ordinary user, choose a data directory outside of ${home}`,
    );
    expect((await stat(home)).mode & 0o777).toBe(0o700);
  },
);

asRoot('As root, a cluster keeps its owner.', async () => {
  const cluster = join(directory(), 'cluster');
  await mkdir(cluster);
  await chown(cluster, 12_345, 12_346);
  expect(await chooseServerUser(cluster)).toEqual({ name: 'with id 12345', uid: 12_345, gid: 12_346 });
});

test('An ordinary user runs the server himself, and refuses the cluster of another.', async () => {
  const uid = (await stat(directory())).uid + 1000;
  expect(await chooseServerUser(join(directory(), 'cluster'), uid)).toBe(undefined);
  await expect(chooseServerUser('/', uid)).rejects.toThrow('belongs to the user with id 0');
});

test('What killed starts have left is removed; what is in use stays.', async () => {
  const place = await preparePlace(directory());
  const ours = await makeRunFolder(place);
  const ended = await runProgram('/bin/sh', ['-c', 'echo $$'], undefined);
  const left = join(place.run, `${ended.output}-000000000000`);
  const kept = join(place.run, `${ended.output}-111111111111`);
  await mkdir(join(left, 'cluster'), { recursive: true });
  await mkdir(kept);
  await removeLeftovers(place, kept);
  expect((await readdir(place.run)).map((name) => join(place.run, name)).sort()).toEqual([ours, kept].sort());
});
