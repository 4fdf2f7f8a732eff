import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initialiseCluster } from './initialise-cluster';
import { findNativeTree } from './find-native-tree';
import { keepCredentials } from './keep-credentials';
import { prepareBinaries } from './prepare-binaries';
import { preparePlace } from './prepare-place';
import { startEmbeddedPostgres } from './start-embedded-postgres';
import { startElsewhere } from './testing/start-elsewhere';
import { eventually, FAST, processesOn, query, useTemporaryDirectory } from './testing/temporary-place';

const directory = useTemporaryDirectory();
const start = () => startEmbeddedPostgres({ directory: directory(), settings: FAST });

/** Starts on a fresh directory and is killed while the cluster is made: after its version file, before its rename. */
async function killInTheMiddle(fresh: string): Promise<boolean> {
  const run = join(fresh, 'run');
  const isHalfMade = async (): Promise<boolean> => {
    const folders = await readdir(run).catch(() => []);
    const made = await Promise.all(
      folders.map((name) => readdir(join(run, name, 'cluster')).catch(() => [])),
    );
    return made.flat().includes('PG_VERSION');
  };
  const killed = startElsewhere(fresh);
  await eventually(isHalfMade);
  await killed.kill();
  await eventually(async () => (await processesOn(fresh)).length === 0);
  return !(await readdir(fresh)).includes('cluster');
}

test('A first start that was killed while it made the cluster is begun anew by the next.', async () => {
  let fresh: string;
  let attempts = 0;
  // A busy machine may let the kill come too late.
  do {
    attempts += 1;
    fresh = join(directory(), String(attempts));
  } while (!(await killInTheMiddle(fresh)) && attempts < 5);
  expect(await readdir(fresh)).toEqual(['credentials.json', 'run']);
  expect((await readdir(join(fresh, 'run'))).length).toBe(1);

  const next = await startEmbeddedPostgres({ directory: fresh, settings: FAST });
  expect(await query(next.appUrl, 'SELECT current_user')).toEqual([{ current_user: 'app' }]);
  await next.stop();
  expect(await readdir(join(fresh, 'run'))).toEqual([]);
});

test('Of two that make the cluster at once, one wins and both go on.', async () => {
  const place = await preparePlace(directory());
  const binaries = await prepareBinaries(await findNativeTree(), place);
  const [one, two] = await Promise.all([keepCredentials(place), keepCredentials(place)]);
  expect(one).toEqual(two);
  const made = await Promise.all([
    initialiseCluster(place, binaries, one, false),
    initialiseCluster(place, binaries, two, false),
  ]);
  expect(made.sort()).toEqual([false, true]);
  expect(await readdir(place.run)).toEqual([]);
});

test('A cluster of another major version is refused, with what to do, and left as it is.', async () => {
  await (await start()).stop();
  const version = join(directory(), 'cluster', 'PG_VERSION');
  expect(await readFile(version, 'utf8')).toBe('18\n');
  await writeFile(version, '17\n');
  await expect(start()).rejects.toThrow(
    /was made by PostgreSQL 17, and this release brings PostgreSQL 18, which cannot open it\. .*pg_dump/,
  );
  expect(await readFile(version, 'utf8')).toBe('17\n');
  expect(await processesOn(directory())).toEqual([]);
});

test('A directory of someone else in the place of the cluster is refused and left as it is.', async () => {
  await mkdir(join(directory(), 'cluster'));
  await writeFile(join(directory(), 'cluster', 'letters'), 'dear');
  await writeFile(join(directory(), 'credentials.json'), '{"admin":"a","owner":"b","app":"c"}');
  await expect(start()).rejects.toThrow(/is in the way: it is no database of ours/);
  expect(await readFile(join(directory(), 'cluster', 'letters'), 'utf8')).toBe('dear');
});

test('A cluster without its passwords, or with others, is refused, with what to do.', async () => {
  const postgres = await start();
  const path = join(directory(), 'credentials.json');
  await rename(path, `${path}.kept`);
  await expect(start()).rejects.toThrow(/The passwords of the database in .* are gone: put .* back/);
  await writeFile(path, '{"admin":"a","owner":"b","app":"c"}');
  await expect(start()).rejects.toThrow(/whose password is not the one in credentials\.json/);
  await writeFile(path, '{"admin":');
  await expect(start()).rejects.toThrow(/The passwords in .* cannot be read/);
  await rm(path);
  await rename(`${path}.kept`, path);
  await postgres.stop();
});
