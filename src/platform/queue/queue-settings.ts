import { type DefaultJobOptions, type WorkerOptions } from 'bullmq';

/** How the jobs of one queue are tried, locked and kept. */
export interface QueueSettings {
  /** How often a job is tried before it has failed. A try that a crash cut short does not count. */
  readonly attempts: number;
  /** The wait before the second try; it doubles with each further one. */
  readonly backoffMs: number;
  /** How much of a wait is left to chance, 0 to 1: at 0.5 a wait of 8 s is one of 4 to 8 s. */
  readonly backoffJitter: number;
  /**
   * How long a job stays its worker's without a sign of life. Workers renew at half of it, so a process whose
   * event loop stands still for longer loses its jobs to another.
   */
  readonly lockMs: number;
  /** How often locks that ran out are looked for: a killed worker's jobs wait at most `lockMs` plus this. */
  readonly stalledCheckMs: number;
  /** How many workers may die over one job before it is given up. */
  readonly maxStalls: number;
  /** Finished jobs are kept this long, and so many of them, so that an id that was done is not done again. */
  readonly keepCompleted: { readonly seconds: number; readonly count: number };
  readonly keepFailed: { readonly seconds: number; readonly count: number };
  /** How long `close` waits for running jobs before it gives them back to the queue. */
  readonly closeGraceMs: number;
}

export const DEFAULT_QUEUE_SETTINGS: QueueSettings = {
  attempts: 5,
  backoffMs: 1_000,
  backoffJitter: 0.5,
  lockMs: 10_000,
  stalledCheckMs: 5_000,
  maxStalls: 5,
  keepCompleted: { seconds: 3_600, count: 1_000 },
  keepFailed: { seconds: 24 * 3_600, count: 1_000 },
  closeGraceMs: 20_000,
};

/** Payloads are ids; whoever puts more into them learns it at once. */
const PAYLOAD_MOST_BYTES = 4_096;
const STACKS_KEPT = 3;

export function jobOptions(settings: QueueSettings): DefaultJobOptions {
  return {
    attempts: settings.attempts,
    backoff: { type: 'exponential', delay: settings.backoffMs, jitter: settings.backoffJitter },
    removeOnComplete: { age: settings.keepCompleted.seconds, count: settings.keepCompleted.count },
    removeOnFail: { age: settings.keepFailed.seconds, count: settings.keepFailed.count },
    sizeLimit: PAYLOAD_MOST_BYTES,
    stackTraceLimit: STACKS_KEPT,
  };
}

export function workerOptions(settings: QueueSettings): Omit<WorkerOptions, 'connection'> {
  return {
    lockDuration: settings.lockMs,
    stalledInterval: settings.stalledCheckMs,
    maxStalledCount: settings.maxStalls,
    // After a refused connection BullMQ rests for this long, 15 s by default.
    runRetryDelay: 1_000,
  };
}
