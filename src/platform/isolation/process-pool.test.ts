import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Misdeed } from './misbehaving-child.fixture';
import {
  ChildCrashedError,
  JobFailedError,
  JobMemoryError,
  JobTimeoutError,
  PoolBusyError,
  PoolClosedError,
} from './pool-errors';
import { type PoolOptions, ProcessPool } from './process-pool';

interface Answer {
  readonly pid: number;
  readonly value?: unknown;
}

const MIB = 1024 * 1024;
const pools: ProcessPool<Misdeed, Answer>[] = [];

function startPool(overrides: Partial<PoolOptions> = {}): ProcessPool<Misdeed, Answer> {
  const pool = new ProcessPool<Misdeed, Answer>({
    modulePath: join(__dirname, 'misbehaving-child.fixture.ts'),
    size: 1,
    maxQueued: 10,
    limits: { memoryBytes: 1024 * MIB, cpuSeconds: 20, maxOldSpaceMb: 64 },
    deadlineMs: 20_000,
    recycleAfter: 100,
    ...overrides,
  });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close(0)));
});

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => new Error(`It succeeded with ${JSON.stringify(value)}.`),
    (error: unknown) => error,
  );
}

/** A process that is dead and has not been reaped yet, which is its foster parent's business, does not run. */
function isRunning(pid: number): boolean {
  try {
    const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await sleep(20);
}

test('jobs are answered by one child that lives on between them, with values copied by structured clone', async () => {
  const pool = startPool();
  const value = { map: new Map([[1, new Date(0)]]), bytes: Buffer.from('abc') };
  const first = await pool.run({ do: 'answer', value });
  const second = await pool.run({ do: 'answer', value: 2 });
  expect(first.value).toEqual({ map: new Map([[1, new Date(0)]]), bytes: Buffer.from('abc') });
  expect(second.value).toBe(2);
  expect(second.pid).toBe(first.pid);
});

test('at most `size` jobs run at once, each in a process of its own', async () => {
  const pool = startPool({ size: 2 });
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => pool.run({ do: 'sleep', ms: 200 })));
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
});

test('a job beyond the queue is refused at once, and those before it are done', async () => {
  const pool = startPool({ maxQueued: 1 });
  const running = pool.run({ do: 'sleep', ms: 200 });
  const queued = pool.run({ do: 'answer', value: 'queued' });
  const refused = await failureOf(pool.run({ do: 'answer', value: 'refused' }));
  expect(refused).toBeInstanceOf(PoolBusyError);
  expect(refused).toMatchObject({ maxQueued: 1 });
  await running;
  expect((await queued).value).toBe('queued');
});

test('progress reaches the caller in order', async () => {
  const seen: number[] = [];
  await startPool().run({ do: 'report progress' }, { onProgress: (fraction) => seen.push(fraction) });
  expect(seen).toEqual([0.25, 0.5, 1]);
});

test('a child inherits nothing of the environment, and gets what it was given', async () => {
  const pool = startPool({ env: { GIVEN: 'yes' } });
  const told = await pool.run({ do: 'tell environment' });
  const { names, oldSpace } = told as unknown as { names: string[]; oldSpace: string[] };
  // The channel's variables are taken away by Node, and what is left beside ours is set by the shell.
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual(['GIVEN']);
  expect(oldSpace).toEqual(['--max-old-space-size=64']);
});

test('an error that the child reports keeps its code, and the child lives on', async () => {
  const pool = startPool();
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const failure = await failureOf(pool.run({ do: 'throw', code: 'CORRUPT_FILE', message: 'It is broken.' }));
  expect(failure).toBeInstanceOf(JobFailedError);
  expect(failure).toMatchObject({ code: 'CORRUPT_FILE', message: 'It is broken.' });
  const plain = await failureOf(pool.run({ do: 'throw', message: 'A bug.' }));
  expect(plain).toBeInstanceOf(JobFailedError);
  expect(plain).toMatchObject({ code: 'INTERNAL', message: 'A bug.' });
  expect((await pool.run({ do: 'answer', value: 0 })).pid).toBe(pid);
});

test('a child that gives a job up fails it with its cause, and is replaced, as it is still busy with it', async () => {
  const pool = startPool();
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const failure = await failureOf(
    pool.run({ do: 'give up', code: 'IMAGE_TOO_LARGE', message: 'It takes hours.' }),
  );
  expect(failure).toBeInstanceOf(JobFailedError);
  expect(failure).toMatchObject({ code: 'IMAGE_TOO_LARGE', message: 'It takes hours.' });
  expect((await pool.run({ do: 'answer', value: 0 })).pid).not.toBe(pid);
  await untilGone([pid]);
});

test('a child that exits fails its job with what it last said, and the next job finds another child', async () => {
  const pool = startPool();
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const failure = await failureOf(pool.run({ do: 'exit', code: 7 }));
  expect(failure).toBeInstanceOf(ChildCrashedError);
  expect(failure).toMatchObject({ exitCode: 7, signal: null, stderr: 'last words' });
  const next = await pool.run({ do: 'answer', value: 'next' });
  expect(next.value).toBe('next');
  expect(next.pid).not.toBe(pid);
});

test('a child that dies of a segmentation fault fails its job alone', async () => {
  const pool = startPool({ size: 2 });
  const [failure, other] = await Promise.all([
    failureOf(pool.run({ do: 'signal', signal: 'SIGSEGV' })),
    pool.run({ do: 'sleep', ms: 300 }),
  ]);
  expect(failure).toBeInstanceOf(ChildCrashedError);
  expect(failure).toMatchObject({ exitCode: null, signal: 'SIGSEGV' });
  expect(isRunning(other.pid)).toBe(true);
});

test('a module that cannot be loaded fails each job, and does not start children for ever', async () => {
  const pool = startPool({ modulePath: join(__dirname, 'no-such-module.js') });
  for (const attempt of [1, 2, 3]) {
    const failure = await failureOf(pool.run({ do: 'answer', value: attempt }));
    expect(failure).toBeInstanceOf(ChildCrashedError);
    expect((failure as ChildCrashedError).stderr).toContain('Cannot find module');
  }
});

test('a child that cannot be started at all fails its job', async () => {
  const pool = startPool({ modulePath: join(__dirname, 'no-such-folder', 'module.js') });
  const failure = await failureOf(pool.run({ do: 'answer', value: 0 }));
  expect(failure).toBeInstanceOf(ChildCrashedError);
  expect((failure as ChildCrashedError).stderr).toContain('ENOENT');
});

test('a child that loops is killed at its deadline, and the next job is served', async () => {
  const pool = startPool({ deadlineMs: 1_000 });
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const looping = pool.run({ do: 'loop' });
  const waiting = pool.run({ do: 'answer', value: 'after the loop' });
  const failure = await failureOf(looping);
  expect(failure).toBeInstanceOf(JobTimeoutError);
  expect(failure).toMatchObject({ limit: 'deadline' });
  expect(isRunning(pid)).toBe(false);
  expect((await waiting).value).toBe('after the loop');
});

test('a job that burns its processor time is ended by the kernel, long before its deadline', async () => {
  const limits = { memoryBytes: 1024 * MIB, cpuSeconds: 1, maxOldSpaceMb: 64 };
  const pool = startPool({ limits });
  const failure = await failureOf(pool.run({ do: 'loop' }));
  expect(failure).toBeInstanceOf(JobTimeoutError);
  expect(failure).toMatchObject({ limit: 'cpu' });
  expect((await pool.run({ do: 'answer', value: 'next' })).value).toBe('next');
});

test('a child whose life has used up one job’s processor time is replaced, so that every job has that much', async () => {
  const limits = { memoryBytes: 1024 * MIB, cpuSeconds: 3, maxOldSpaceMb: 64 };
  const pool = startPool({ limits });
  const burned = await pool.run({ do: 'burn', cpuSeconds: 3.1 });
  const next = await pool.run({ do: 'answer', value: 0 });
  expect(next.pid).not.toBe(burned.pid);
});

test('a heap that outgrows its limit is told from a crash', async () => {
  const pool = startPool();
  expect(await failureOf(pool.run({ do: 'fill heap' }))).toBeInstanceOf(JobMemoryError);
  expect((await pool.run({ do: 'answer', value: 'next' })).value).toBe('next');
});

test('memory outside of the heap is bounded too, and a child that ran out of it is replaced', async () => {
  const pool = startPool({ limits: { memoryBytes: 512 * MIB, cpuSeconds: 20, maxOldSpaceMb: 64 } });
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  expect(await failureOf(pool.run({ do: 'fill buffers' }))).toBeInstanceOf(JobMemoryError);
  expect((await pool.run({ do: 'answer', value: 0 })).pid).not.toBe(pid);
});

test('a child is replaced after so many jobs', async () => {
  const pool = startPool({ recycleAfter: 2 });
  const pids: number[] = [];
  for (let job = 0; job < 5; job += 1) pids.push((await pool.run({ do: 'answer', value: job })).pid);
  expect(pids[0]).toBe(pids[1]);
  expect(pids[2]).toBe(pids[3]);
  expect(new Set(pids).size).toBe(3);
  await untilGone(pids.slice(0, 4));
});

test('an abort takes a waiting job out of the queue, and kills the child of a running one', async () => {
  const pool = startPool();
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const runningAbort = new AbortController();
  const waitingAbort = new AbortController();
  const running = failureOf(pool.run({ do: 'loop' }, { signal: runningAbort.signal }));
  const waiting = failureOf(pool.run({ do: 'answer', value: 1 }, { signal: waitingAbort.signal }));
  const reason = new Error('The client is gone.');
  waitingAbort.abort(reason);
  expect(await waiting).toBe(reason);
  expect(isRunning(pid)).toBe(true);
  runningAbort.abort(reason);
  expect(await running).toBe(reason);
  expect(isRunning(pid)).toBe(false);
  expect(await failureOf(pool.run({ do: 'loop' }, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect((await pool.run({ do: 'answer', value: 'next' })).value).toBe('next');
});

test('an abort after the end of a job leaves the child alone', async () => {
  const pool = startPool();
  const abort = new AbortController();
  const { pid } = await pool.run({ do: 'answer', value: 0 }, { signal: abort.signal });
  abort.abort();
  expect((await pool.run({ do: 'sleep', ms: 50 })).pid).toBe(pid);
});

test('what a job started dies with its child', async () => {
  const pool = startPool({ deadlineMs: 2_000 });
  let descendant = 0;
  const failure = await failureOf(
    pool.run({ do: 'leave a descendant' }, { onProgress: (pid) => (descendant = pid) }),
  );
  expect(failure).toBeInstanceOf(JobTimeoutError);
  expect(descendant).toBeGreaterThan(0);
  await untilGone([descendant]);
});

test('a job that comes while an idle child dies waits for the next child, and for no other job', async () => {
  const pool = startPool();
  // What escaped holds the child's stderr, so that the child is gone for a second before the pool has its end.
  const { pid, value: escaped } = await pool.run({ do: 'let a descendant escape' });
  try {
    process.kill(pid, 'SIGKILL');
    await untilGone([pid]);
    await sleep(100);
    const next = await pool.run({ do: 'answer', value: 1 });
    expect(next.value).toBe(1);
    expect(next.pid).not.toBe(pid);
  } finally {
    process.kill(Number(escaped), 'SIGKILL');
  }
});

test('close lets running jobs end, sends waiting and later ones back, and leaves no child', async () => {
  const pool = startPool({ size: 2 });
  const { pid: idle } = await pool.run({ do: 'answer', value: 0 });
  const running = pool.run({ do: 'sleep', ms: 300 });
  const alsoRunning = pool.run({ do: 'sleep', ms: 300 });
  const waiting = failureOf(pool.run({ do: 'answer', value: 1 }));
  const closed = pool.close();
  expect(await failureOf(pool.run({ do: 'answer', value: 2 }))).toBeInstanceOf(PoolClosedError);
  expect(await waiting).toBeInstanceOf(PoolClosedError);
  const pids = [(await running).pid, (await alsoRunning).pid];
  expect(pids).toContain(idle);
  await closed;
  expect(pids.filter(isRunning)).toEqual([]);
});

test('close kills what is still running when the grace is over', async () => {
  const pool = startPool();
  const { pid } = await pool.run({ do: 'answer', value: 0 });
  const looping = failureOf(pool.run({ do: 'loop' }));
  await pool.close(100);
  expect(await looping).toBeInstanceOf(PoolClosedError);
  expect(isRunning(pid)).toBe(false);
});

test('kill -9 of the process that owns the pool leaves no child: idle and waiting ones at once, a looping one by its processor limit', async () => {
  const loader = ['-r', 'esbuild-register'];
  const owner: ChildProcess = spawn(process.execPath, [...loader, join(__dirname, 'pool-owner.fixture.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => {
    owner.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text));
  });
  const pids = line.trim().split(' ').map(Number);
  expect(pids).toHaveLength(3);
  expect(pids.every(isRunning)).toBe(true);
  owner.kill('SIGKILL');
  await untilGone(pids);
  expect(pids.filter(isRunning)).toEqual([]);
});
