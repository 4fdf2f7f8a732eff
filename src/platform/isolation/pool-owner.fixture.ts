import { join } from 'node:path';
import { type Misdeed } from './misbehaving-child.fixture';
import { ProcessPool } from './process-pool';

// A process for tests to kill: it owns a pool, has one child sleep, one loop and one idle, and prints their ids.
const pool = new ProcessPool<Misdeed, { pid: number }>({
  modulePath: join(__dirname, 'misbehaving-child.fixture.ts'),
  size: 3,
  maxQueued: 0,
  limits: { memoryBytes: 1024 ** 3, cpuSeconds: 2, maxOldSpaceMb: 64 },
  deadlineMs: 600_000,
  recycleAfter: 100,
});

async function misbehave(): Promise<void> {
  const answers = await Promise.all([1, 2, 3].map(() => pool.run({ do: 'sleep', ms: 300 })));
  void pool.run({ do: 'sleep', ms: 600_000 });
  void pool.run({ do: 'loop' });
  process.stdout.write(`${answers.map(({ pid }) => pid).join(' ')}\n`);
}

void misbehave();
