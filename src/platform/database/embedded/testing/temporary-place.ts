import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { runProgram } from '../run-program';

/** Settings under which a test's server may lose its data in a power cut. */
export const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A directory of its own for every test; `afterEach` removes it, and fails the test that leaves a process on it. */
export function useTemporaryDirectory(): () => string {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'vitrine-embedded-'));
    // mkdtemp lets nobody in, and where root runs the tests the server is someone else.
    await chmod(directory, 0o711);
  });
  afterEach(async () => {
    const left = await processesOn(directory);
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    expect(left).toEqual([]);
  });
  return () => directory;
}

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
}

/** The live processes whose command names this directory: servers and leashes. */
export async function processesOn(directory: string): Promise<SeenProcess[]> {
  const seen = process.platform === 'linux' ? await readProc() : await askPs();
  return seen.filter(({ pid, command }) => pid !== process.pid && command.includes(directory));
}

export async function serverOn(directory: string): Promise<number> {
  const found = (await processesOn(directory)).filter(({ command }) => command.includes('postgres -D '));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} servers`);
  return found[0].pid;
}

export async function leashOn(directory: string): Promise<number> {
  const found = (await processesOn(directory)).filter(({ command }) => command.includes('postgres-leash'));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} leashes`);
  return found[0].pid;
}

/** Stops a process for a while (SIGCONT lets it go on); a signal that was sent need not have been taken yet. */
export async function halt(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await eventually(async () =>
    process.platform === 'linux'
      ? /\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8'))
      : (await runProgram('ps', ['-p', String(pid), '-o', 'state='], undefined)).output.startsWith('T'),
  );
}

/** Waits, at most 20 s, for what other processes bring about. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 1000; looks += 1) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error('It did not come about.');
}

/** The rows of one statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readProc(): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  );
}

async function askPs(): Promise<SeenProcess[]> {
  const { output } = await runProgram('ps', ['-axo', 'pid=,command='], undefined);
  return output.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
}
