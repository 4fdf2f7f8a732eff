import { closeSync, constants, openSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isHeldByOthers, joinHolders, makePipe } from './hold-server';
import { makeRunFolder, preparePlace } from './prepare-place';
import { startEmbeddedPostgres } from './start-embedded-postgres';
import { startElsewhere } from './testing/start-elsewhere';
import {
  eventually,
  FAST,
  halt,
  leashOn,
  processesOn,
  query,
  serverOn,
  useTemporaryDirectory,
} from './testing/temporary-place';

const directory = useTemporaryDirectory();

const start = () => startEmbeddedPostgres({ directory: directory(), settings: FAST });
const isQuiet = async () => (await processesOn(directory())).length === 0;

test('A server is gone soon after kill -9 of its only user, and what was committed is there again.', async () => {
  const killed = startElsewhere(directory());
  await query(await killed.ready, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await killed.kill();
  await eventually(isQuiet);
  const next = await start();
  expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  await next.stop();
});

test('A start in the very moment of kill -9 gets a server that stays.', async () => {
  const killed = startElsewhere(directory());
  await query(await killed.ready, 'CREATE TABLE kept AS SELECT 7 AS seven');
  const before = await serverOn(directory());
  const [next] = await Promise.all([start(), killed.kill()]);
  const server = await serverOn(directory());
  if (server !== before) expect(new URL(next.ownerUrl).port).not.toBe(new URL(await killed.ready).port);
  expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  await next.stop();
  expect(await isQuiet()).toBe(true);
});

test('A start after kill -9 that comes before the leash has noticed joins the server, which stays.', async () => {
  const killed = startElsewhere(directory());
  const url = await killed.ready;
  const [server, leash] = [await serverOn(directory()), await leashOn(directory())];
  const [folder] = await readdir(join(directory(), 'run'));
  await halt(leash);
  await killed.kill();
  const starting = start();
  await eventually(() => isHeldByOthers(join(directory(), 'run', folder ?? '')));
  process.kill(leash, 'SIGCONT');
  const next = await starting;
  expect(next.ownerUrl).toBe(url);
  expect(await serverOn(directory())).toBe(server);
  expect(await query(next.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await next.stop();
  expect(await isQuiet()).toBe(true);
});

test('Nobody joins a server whose leash has seen the last one go: it answers no more, and then is gone.', async () => {
  const place = await preparePlace(directory());
  const folder = await makeRunFolder(place);
  await makePipe(folder, place.user);
  const leash = openSync(join(folder, 'holders'), constants.O_RDONLY | constants.O_NONBLOCK);
  const joining = joinHolders(folder, process.pid, place.user);
  await eventually(() => isHeldByOthers(folder));
  await rm(folder, { recursive: true });
  expect(await joining).toBe(undefined);
  expect(await joinHolders(folder, process.pid, place.user)).toBe(undefined);
  closeSync(leash);
});

test('A server that has lost both its user and its leash is joined and put on a new leash.', async () => {
  const killed = startElsewhere(directory());
  const url = await killed.ready;
  const server = await serverOn(directory());
  process.kill(await leashOn(directory()), 'SIGKILL');
  await killed.kill();
  const next = startElsewhere(directory());
  expect(await next.ready).toBe(url);
  expect(await serverOn(directory())).toBe(server);
  await next.kill();
  await eventually(isQuiet);
});

test('stop() stops a server whose leash was killed.', async () => {
  const postgres = await start();
  const leash = await leashOn(directory());
  process.kill(leash, 'SIGKILL');
  await eventually(async () => !(await processesOn(directory())).some(({ pid }) => pid === leash));
  await postgres.stop();
  expect(await isQuiet()).toBe(true);
  expect(await readdir(join(directory(), 'run'))).toEqual([]);
});

test('Ctrl-C in the terminal reaches neither the server nor its leash.', async () => {
  const interrupted = startElsewhere(directory());
  const url = await interrupted.ready;
  const [server, leash] = [await serverOn(directory()), await leashOn(directory())];
  await interrupted.interrupt();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect([await serverOn(directory()), await leashOn(directory())]).toEqual([server, leash]);
  await interrupted.stop();
  expect(await isQuiet()).toBe(true);
});

test('A leash does not end by what asks every process to end, short of kill -9.', async () => {
  const postgres = await start();
  const [server, leash] = [await serverOn(directory()), await leashOn(directory())];
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(leash, signal);
  expect(await query(postgres.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect([await serverOn(directory()), await leashOn(directory())]).toEqual([server, leash]);
  await postgres.stop();
});

test('Starts at once on a fresh directory all get one server, which the last of them stops.', async () => {
  const all = [startElsewhere(directory()), startElsewhere(directory()), startElsewhere(directory())];
  const urls = await Promise.all(all.map(({ ready }) => ready));
  expect(new Set(urls).size).toBe(1);
  const server = await serverOn(directory());
  await query(urls[0] ?? '', 'CREATE TABLE kept AS SELECT 7 AS seven');
  await all[0]?.kill();
  await all[1]?.stop();
  expect(await serverOn(directory())).toBe(server);
  expect(await query(urls[2] ?? '', 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  await all[2]?.stop();
  expect(await isQuiet()).toBe(true);
  expect(await readdir(join(directory(), 'run'))).toEqual([]);
});
