import { setTimeout as sleep } from 'node:timers/promises';
import { type Job as BullJob, UnrecoverableError, WaitingError } from 'bullmq';
import { type Log } from '../log';
import { settlesWithin } from './deadline';
import { OutageLog } from './outage-log';
import { PermanentJobError } from './permanent-job-error';
import { type QueueSettings, workerOptions } from './queue-settings';
import { type BullWorker, type JobProcessor, type Transport } from './transport';

/** A job as its handler sees it. */
export interface Job {
  readonly id: string;
  readonly name: string;
  /** As it was added, perhaps by another version of Vitrine: parse it. */
  readonly payload: unknown;
  /** 1 for the first try; tries that a crash cut short are not counted. */
  readonly attempt: number;
  /** Nobody tries again if this try fails. */
  readonly lastAttempt: boolean;
  /** Aborted when the job is no longer this worker's: it is given back at shutdown, or its lock was lost. */
  readonly signal: AbortSignal;
}

/**
 * Does a job; may run more than once for one job, at the same time even. Resolving completes the job, rejecting has
 * it tried again later, rejecting with PermanentJobError fails it for good.
 */
export type JobHandler = (job: Job) => Promise<void>;

const REACH_MS = 5_000;
const REOPEN_MS = 1_000;
/** How long a handler that was told to stop may take before its job goes back without it. */
const STOP_MS = 1_000;
/** How long BullMQ may take to close when no handler runs any more; longer means that its backend is away. */
const SETTLE_MS = 5_000;

interface RunningJob {
  readonly id: string;
  readonly stop: AbortController;
  /** Goes on without the handler. */
  abandon(): void;
}

/** Takes jobs of one queue, in this process, from the moment it is made; also from a backend that comes up later. */
export class JobWorker {
  readonly #running = new Set<RunningJob>();
  readonly #closing = new AbortController();
  readonly #outage: OutageLog;
  #givesBack = false;
  #worker: BullWorker | null = null;
  #closed: Promise<void> | null = null;

  constructor(
    readonly queue: string,
    private readonly handler: JobHandler,
    private readonly options: { readonly concurrency: number; readonly settings: QueueSettings },
    private readonly transport: Transport,
    private readonly log: Log,
  ) {
    this.#outage = new OutageLog(log, `the worker of ${queue}`);
    void this.open();
  }

  /**
   * Takes no further job and waits for those that run. What still runs after the queue's `closeGraceMs` is told to
   * stop by its signal and given back, for any worker to begin again. Returns in bounded time, whatever happens.
   */
  close(): Promise<void> {
    this.#closed ??= this.drain();
    return this.#closed;
  }

  private isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** BullMQ remembers a first connection that failed for ever, so a worker that never became ready is replaced. */
  private async open(): Promise<void> {
    while (!this.isClosing()) {
      try {
        await this.transport.reachable(REACH_MS);
        if (this.isClosing()) return;
        this.#worker = this.openOnce();
        await this.#worker.waitUntilReady();
        return;
      } catch (error) {
        this.#outage.failed(error as Error);
        if (this.#worker && !this.isClosing()) await settlesWithin(SETTLE_MS, this.#worker.close(true));
        await sleep(REOPEN_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  private openOnce(): BullWorker {
    const { concurrency, settings } = this.options;
    const process: JobProcessor = (job, token) => this.run(job, token);
    const worker = this.transport.openWorker(this.queue, process, {
      ...workerOptions(settings),
      concurrency,
    });
    worker.on('error', (error) => this.#outage.failed(error));
    worker.on('active', () => this.#outage.recovered());
    worker.on('drained', () => this.#outage.recovered());
    worker.on('lockRenewalFailed', (ids) => {
      for (const { id, stop } of this.#running)
        if (ids.includes(id)) stop.abort(new Error('the lock was lost'));
    });
    return worker;
  }

  private async run(job: BullJob<unknown, void>, token: string | undefined): Promise<void> {
    const outcome = await this.outcome(job);
    if (outcome === 'done') return;
    const isPermanent = outcome instanceof PermanentJobError;
    if (this.#givesBack && !isPermanent) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (outcome === 'abandoned') throw new Error('the job was abandoned at shutdown');
    const attempt = job.attemptsMade + 1;
    const final = isPermanent || attempt >= (job.opts.attempts ?? 1);
    const fields = { err: outcome, queue: this.queue, jobId: job.id, jobName: job.name, attempt };
    if (final) this.log.error(fields, 'a job failed for good');
    else this.log.warn(fields, 'a job failed and is tried again');
    if (isPermanent) throw new UnrecoverableError(outcome.message);
    throw outcome;
  }

  private async outcome(job: BullJob<unknown, void>): Promise<'done' | 'abandoned' | Error> {
    const attempt = job.attemptsMade + 1;
    let abandon = (): void => undefined;
    const abandoned = new Promise<'abandoned'>((resolve) => (abandon = () => resolve('abandoned')));
    const running: RunningJob = { id: job.id ?? '', stop: new AbortController(), abandon };
    const handle = async () =>
      this.handler({
        id: running.id,
        name: job.name,
        payload: job.data,
        attempt,
        lastAttempt: attempt >= (job.opts.attempts ?? 1),
        signal: running.stop.signal,
      });
    this.#running.add(running);
    try {
      const ended = handle().then(
        () => 'done' as const,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      return await Promise.race([ended, abandoned]);
    } finally {
      this.#running.delete(running);
    }
  }

  private async drain(): Promise<void> {
    this.#closing.abort();
    if (!this.#worker) return;
    const closed = this.#worker.close();
    const graceEnds = Date.now() + this.options.settings.closeGraceMs;
    let lastBusy = Date.now();
    while (!(await settlesWithin(100, closed))) {
      if (this.#running.size > 0) lastBusy = Date.now();
      if (Date.now() >= graceEnds && !this.#givesBack) this.giveBack();
      if (Date.now() - lastBusy > SETTLE_MS) {
        this.log.warn({ queue: this.queue }, 'a worker could not take leave of its backend and is cut off');
        return;
      }
    }
  }

  private giveBack(): void {
    this.#givesBack = true;
    this.log.warn(
      { queue: this.queue, jobs: [...this.#running].map(({ id }) => id) },
      'jobs run longer than the grace at shutdown and are given back',
    );
    for (const { stop } of this.#running) stop.abort(new Error('the worker is closing'));
    setTimeout(() => {
      for (const running of this.#running) running.abandon();
    }, STOP_MS);
  }
}
