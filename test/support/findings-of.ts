import pino from 'pino';
import { loadConfig } from '../../src/config';
import { type Storage } from '../../src/platform/storage/storage';
import { type Sweep, type SweepContext, type SweepFinding } from '../../src/platform/sweeps/sweep';

const SECRET = 's'.repeat(32);
const CONFIG = loadConfig({ NODE_ENV: 'test' }, () => ({
  jwtSecret: SECRET,
  mediaUrlKeys: [{ id: 'test', secret: SECRET }],
}));

const NO_STORAGE = new Proxy({} as Storage, {
  get: () => () => {
    throw new Error('This sweep was given no storage.');
  },
});

/** What a sweep works with in a test: anything but the database may be left out. */
type Given = Pick<SweepContext, 'database' | 'unitOfWork'> & Partial<SweepContext>;

/** All that a sweep works with, from what a test has. */
export function sweepContext(given: Given): SweepContext {
  const { storage = NO_STORAGE, ...rest } = given;
  const signal = new AbortController().signal;
  return { config: CONFIG, log: pino({ level: 'silent' }), dryRun: false, signal, storage, ...rest };
}

/** Runs a sweep to its end, without a lease, and returns all that it found. */
export async function findingsOf(sweep: Sweep, given: Given): Promise<SweepFinding[]> {
  const findings: SweepFinding[] = [];
  for await (const finding of sweep.run(sweepContext(given))) findings.push(finding);
  return findings;
}
