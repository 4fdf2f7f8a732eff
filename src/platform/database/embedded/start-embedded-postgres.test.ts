import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findNativeTree } from './find-native-tree';
import { asUser } from './run-program';
import { preparePlace } from './prepare-place';
import { startEmbeddedPostgres } from './start-embedded-postgres';
import {
  eventually,
  FAST,
  processesOn,
  query,
  serverOn,
  useTemporaryDirectory,
} from './testing/temporary-place';

const directory = useTemporaryDirectory();

const start = (lines: string[] = []) =>
  startEmbeddedPostgres({ directory: directory(), settings: FAST, log: (line) => lines.push(line) });

test('A second start finds what the first one committed, and stop() leaves no process.', async () => {
  const first = await start();
  await query(first.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await first.stop();
  expect(await processesOn(directory())).toEqual([]);
  expect((await readdir(directory())).sort()).toEqual(['cluster', 'credentials.json', 'run', 'server.log']);
  expect(await readdir(join(directory(), 'run'))).toEqual([]);

  const second = await start();
  expect(await query(second.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  await second.stop();
  await second.stop();
  expect(await processesOn(directory())).toEqual([]);
});

test('The passwords are random and in a file that only we may read.', async () => {
  const postgres = await start();
  expect((await stat(join(directory(), 'credentials.json'))).mode & 0o777).toBe(0o600);
  const urls = [postgres.adminUrl, postgres.ownerUrl, postgres.appUrl];
  expect(urls.map((url) => new URL(url).username)).toEqual(['postgres', 'vitrine', 'app']);
  expect(new Set(urls.map((url) => new URL(url).password)).size).toBe(3);
  const wrong = new URL(postgres.adminUrl);
  wrong.password = new URL(postgres.appUrl).password;
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await postgres.stop();
});

test('The database is UTF8 in an order that no locale changes, and a caller may change a setting.', async () => {
  const postgres = await startEmbeddedPostgres({
    directory: directory(),
    database: 'other name',
    settings: { ...FAST, max_connections: '20' },
  });
  expect(
    await query(
      postgres.appUrl,
      `SELECT datname, pg_encoding_to_char(encoding) AS encoding, datlocprovider, datlocale, datcollate,
              current_setting('max_connections') AS connections, current_setting('fsync') AS fsync
         FROM pg_database WHERE datname = current_database()`,
    ),
  ).toEqual([
    {
      datname: 'other name',
      encoding: 'UTF8',
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
      datcollate: 'C',
      connections: '20',
      fsync: 'off',
    },
  ]);
  await postgres.stop();
});

test('fsync stays on where nobody turns it off.', async () => {
  const postgres = await startEmbeddedPostgres({ directory: directory() });
  expect(
    await query(
      postgres.appUrl,
      "SELECT current_setting('fsync') AS f, current_setting('max_connections') AS c",
    ),
  ).toEqual([{ f: 'on', c: '200' }]);
  await postgres.stop();
});

test('The owner migrates without being a superuser; app may connect and no more.', async () => {
  const postgres = await start();
  expect(
    await query(
      postgres.adminUrl,
      `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
         FROM pg_roles WHERE rolname IN ('vitrine', 'app') ORDER BY rolname`,
    ),
  ).toEqual(
    ['app', 'vitrine'].map((rolname) => ({
      rolname,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    })),
  );
  for (const extension of ['pg_trgm', 'unaccent', 'citext', 'btree_gin', 'pgcrypto']) {
    await query(postgres.ownerUrl, `CREATE EXTENSION ${extension}`);
  }
  await query(postgres.ownerUrl, 'CREATE SCHEMA shop; CREATE TABLE shop.item (id int)');
  const refused = { code: '42501' };
  await expect(query(postgres.appUrl, 'SELECT * FROM shop.item')).rejects.toMatchObject(refused);
  await expect(query(postgres.appUrl, 'CREATE TABLE mine (id int)')).rejects.toMatchObject(refused);
  await expect(query(postgres.appUrl, 'CREATE TEMP TABLE mine (id int)')).rejects.toMatchObject(refused);
  await expect(query(postgres.appUrl, 'CREATE SCHEMA mine')).rejects.toMatchObject(refused);
  const elsewhere = new URL(postgres.appUrl);
  elsewhere.pathname = '/postgres';
  await expect(query(elsewhere.href, 'SELECT 1')).rejects.toMatchObject(refused);
  await postgres.stop();
});

test('A start that was cut off between making the roles is completed by the next.', async () => {
  const first = await start();
  await query(first.adminUrl, 'DROP DATABASE vitrine');
  await query(first.adminUrl, 'DROP ROLE app');
  await first.stop();
  const second = await start();
  expect(await query(second.appUrl, 'SELECT current_user')).toEqual([{ current_user: 'app' }]);
  await second.stop();
});

test('Whoever joins a running server keeps it when the starter stops, and then stops it.', async () => {
  const starter = await start();
  const lines: string[] = [];
  const joiner = await start(lines);
  const server = await serverOn(directory());
  expect(joiner.ownerUrl).toBe(starter.ownerUrl);
  expect(lines).toEqual([
    `Joined the running PostgreSQL (process ${server}) on port ${new URL(joiner.ownerUrl).port}.`,
  ]);
  await starter.stop();
  expect(await serverOn(directory())).toBe(server);
  expect(await query(joiner.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await joiner.stop();
  expect(await processesOn(directory())).toEqual([]);
});

test('A server that was started by hand is used and not stopped.', async () => {
  const ours = await start();
  await ours.stop();
  const place = await preparePlace(directory());
  const tree = await findNativeTree();
  const byHand = spawn(
    join(tree.root, 'bin', 'postgres'),
    ['-D', place.cluster, '-p', new URL(ours.ownerUrl).port, '-k', ''],
    { cwd: '/', stdio: 'ignore', ...asUser(place.user) },
  );
  const ended = new Promise((resolve) => byHand.once('exit', resolve));
  await eventually(async () => (await processesOn(directory())).length > 0);
  const borrowed = await start();
  expect(borrowed.ownerUrl).toBe(ours.ownerUrl);
  await borrowed.stop();
  expect(await serverOn(directory())).toBe(byHand.pid);
  expect(await query(borrowed.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  byHand.kill('SIGINT');
  await ended;
});

test('A setting that PostgreSQL refuses is reported in its own words.', async () => {
  const started = startEmbeddedPostgres({ directory: directory(), settings: { max_connections: 'many' } });
  await expect(started).rejects.toThrow(/invalid value for parameter "max_connections": "many"/);
  await eventually(async () => (await processesOn(directory())).length === 0);
  await eventually(async () => (await readdir(join(directory(), 'run'))).length === 0);
});
