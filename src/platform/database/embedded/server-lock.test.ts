import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePlace } from './prepare-place';
import { asUser } from './run-program';
import { identifyProcess, readServerLock, removeStaleLock, type ServerLock } from './server-lock';
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
const lockFile = () => join(directory(), 'cluster', 'postmaster.pid');

let stranger: ChildProcess | undefined;
afterEach(() => stranger?.kill('SIGKILL'));

const start = (lines: string[] = []) =>
  startEmbeddedPostgres({ directory: directory(), settings: FAST, log: (line) => lines.push(line) });

/** Kills the server as a power cut would, which leaves its lock, and gives the lock's pid to another program. */
async function leaveLockOfStranger(): Promise<{ pid: number; lock: string }> {
  const first = await start();
  await query(first.ownerUrl, 'SET synchronous_commit = on; CREATE TABLE kept AS SELECT 7 AS seven');
  const lock = await readFile(lockFile(), 'utf8');
  const { user } = await preparePlace(directory());
  process.kill(await serverOn(directory()), 'SIGKILL');
  await first.stop();
  await eventually(async () => (await processesOn(directory())).length === 0);
  stranger = spawn('sleep', ['600'], { cwd: '/', stdio: 'ignore', ...asUser(user) });
  const pid = stranger.pid ?? 0;
  return { pid, lock: lock.replace(/^\d+/, String(pid)) };
}

test('A lock that names a live process which is no PostgreSQL does not stop a start.', async () => {
  const { pid, lock } = await leaveLockOfStranger();
  await writeFile(lockFile(), lock);
  const lines: string[] = [];
  const next = await start(lines);
  expect(lines[0]).toBe(`Removing a stale lock: process ${pid} is no PostgreSQL on ${directory()}/cluster.`);
  expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  expect(stranger?.exitCode).toBe(null);
  await next.stop();
});

test('A lock that names the server of another cluster does not stop a start.', async () => {
  const { lock } = await leaveLockOfStranger();
  const other = await startEmbeddedPostgres({ directory: join(directory(), 'other'), settings: FAST });
  const otherServer = await serverOn(join(directory(), 'other'));
  const otherPort = new URL(other.ownerUrl).port;
  const lines = lock.replace(/^\d+/, String(otherServer)).split('\n');
  await writeFile(lockFile(), [...lines.slice(0, 3), otherPort, ...lines.slice(4)].join('\n'));
  const next = await start();
  expect(new URL(next.ownerUrl).port).not.toBe(otherPort);
  expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  expect(await query(other.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await next.stop();
  await other.stop();
});

test('A lock that a full disk left empty does not stop a start; one that is being written is waited for.', async () => {
  await leaveLockOfStranger();
  await writeFile(lockFile(), '');
  expect(await readServerLock(join(directory(), 'cluster'))).toMatchObject({
    pid: undefined,
    isAbandoned: false,
  });
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lockFile(), longAgo, longAgo);
  expect(await readServerLock(join(directory(), 'cluster'))).toMatchObject({
    pid: undefined,
    isAbandoned: true,
  });
  const next = await start();
  expect(await query(next.ownerUrl, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  await next.stop();
});

test('A lock that another start has made meanwhile is put back.', async () => {
  const postgres = await start();
  const place = await preparePlace(directory());
  const before = await readFile(lockFile(), 'utf8');
  const judged = { text: 'what was there before' } as ServerLock;
  await removeStaleLock(place, judged);
  expect(await readFile(lockFile(), 'utf8')).toBe(before);
  expect(await identifyProcess(await serverOn(directory()), place.cluster)).toBe('server');
  expect(await identifyProcess(process.pid, place.cluster)).toBe('stranger');
  await postgres.stop();
});
