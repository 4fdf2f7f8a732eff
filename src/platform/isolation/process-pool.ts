import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildLimits } from './child-command';
import { IsolatedChild } from './isolated-child';
import { PoolBusyError, PoolClosedError, JobTimeoutError } from './pool-errors';

export interface PoolOptions {
  /** Absolute path of the child's module, .js or .ts, which calls `serveJobs`. */
  readonly modulePath: string;
  /** Children at most, and so jobs at once. */
  readonly size: number;
  /** Jobs that may wait for a child. */
  readonly maxQueued: number;
  readonly limits: ChildLimits;
  /** Time by the clock for one job, from the moment it is given to a child. */
  readonly deadlineMs: number;
  /** Jobs after which a child is replaced, so that leaks and fragmentation stay bounded. */
  readonly recycleAfter: number;
  /** The whole environment of the children; none by default. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  /** Takes a waiting job out of the queue, and kills the child of a running one; rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called with the fractions from 0 to 1 that the child reports. Must not throw. */
  readonly onProgress?: (fraction: number) => void;
}

interface QueuedJob<Request, Response> {
  readonly request: Request;
  readonly options: RunOptions;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
  /** Who does it; none while it waits. */
  child: IsolatedChild<Request, Response> | null;
}

const DEFAULT_GRACE_MS = 10_000;

/**
 * A pool of long-lived child processes for work on bytes that nobody vouches for. A child may crash, loop or eat
 * memory: its job fails with a typed error, and the pool goes on. Children start when first needed, and never
 * outlive this process, however it dies.
 */
export class ProcessPool<Request, Response> {
  readonly #options: PoolOptions;
  readonly #children = new Set<IsolatedChild<Request, Response>>();
  readonly #idle: IsolatedChild<Request, Response>[] = [];
  readonly #queue: QueuedJob<Request, Response>[] = [];
  readonly #running = new Set<Promise<void>>();
  #closed: Promise<void> | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** How many jobs wait for a child. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Has one job done by a child. The request and the response are copied by structured clone: pass paths rather
   * than bytes.
   *
   * @throws PoolBusyError, PoolClosedError: it was not begun (the latter also: it was ended by the closing)
   * @throws JobFailedError: the child reported an error
   * @throws JobTimeoutError, JobMemoryError, ChildCrashedError: the child is gone, or will be replaced
   */
  async run(request: Request, options: RunOptions = {}): Promise<Response> {
    const { signal } = options;
    const settled = new AbortController();
    signal?.throwIfAborted();
    if (this.#closed) throw new PoolClosedError();
    return new Promise<Response>((resolve, reject) => {
      const job = { request, options, resolve, reject, child: null };
      this.#queue.push(job);
      this.#dispatch();
      if (this.#queue.length > this.#options.maxQueued) {
        this.#queue.pop();
        reject(new PoolBusyError(this.#options.maxQueued));
        return;
      }
      signal?.addEventListener('abort', () => this.#abort(job), { once: true, signal: settled.signal });
    }).finally(() => settled.abort());
  }

  /**
   * Takes no more jobs, sends back those that wait, gives the running ones `graceMs` to end and then kills their
   * children. Resolves when no child is left.
   */
  close(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    this.#closed ??= this.#drain(graceMs);
    return this.#closed;
  }

  async #drain(graceMs: number): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(new PoolClosedError());
    const grace = new AbortController();
    const graceOver = sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#running), graceOver]);
    grace.abort();
    for (const child of this.#children) child.kill(new PoolClosedError());
    await Promise.all([...this.#children].map(({ exited }) => exited));
  }

  #abort(job: QueuedJob<Request, Response>): void {
    const reason: unknown = job.options.signal?.reason;
    job.child?.kill(reason);
    const place = this.#queue.indexOf(job);
    if (place < 0) return;
    this.#queue.splice(place, 1);
    job.reject(reason);
  }

  #dispatch(): void {
    for (;;) {
      const job = this.#queue[0];
      const child = job && (this.#takeIdle() ?? this.#start());
      if (!child) return;
      this.#queue.shift();
      const running = this.#perform(child, job).finally(() => {
        this.#running.delete(running);
        this.#dispatch();
      });
      this.#running.add(running);
    }
  }

  #takeIdle(): IsolatedChild<Request, Response> | undefined {
    let child = this.#idle.pop();
    while (child && !child.isAlive) child = this.#idle.pop();
    return child;
  }

  #start(): IsolatedChild<Request, Response> | null {
    const { modulePath, limits, env = {}, size } = this.#options;
    if (this.#closed || this.#children.size >= size) return null;
    const child = new IsolatedChild<Request, Response>({ modulePath, limits, env });
    this.#children.add(child);
    void child.exited.then(() => {
      this.#children.delete(child);
      const place = this.#idle.indexOf(child);
      if (place >= 0) this.#idle.splice(place, 1);
      // A job that came while it was dying found neither it nor room for another.
      this.#dispatch();
    });
    return child;
  }

  /** Never rejects: what becomes of the job is told to whoever asked for it. */
  async #perform(child: IsolatedChild<Request, Response>, job: QueuedJob<Request, Response>): Promise<void> {
    const { request, options } = job;
    const deadline = setTimeout(() => child.kill(new JobTimeoutError('deadline')), this.#options.deadlineMs);
    job.child = child;
    try {
      job.resolve(await child.perform(request, options.onProgress ?? (() => undefined)));
    } catch (error) {
      job.reject(error);
    } finally {
      clearTimeout(deadline);
      job.child = null;
    }
    await this.#release(child);
  }

  /** Makes the child idle, or replaces it: at once where it died, so that the next job finds one that has started. */
  async #release(child: IsolatedChild<Request, Response>): Promise<void> {
    const { limits, recycleAfter } = this.#options;
    const isWorn = child.jobs >= recycleAfter || child.cpuSeconds >= limits.cpuSeconds || child.isSpent;
    if (child.isAlive && !isWorn) {
      this.#idle.push(child);
      return;
    }
    child.kill(new Error('The child is replaced.'));
    await child.exited;
    const replacement = this.#start();
    if (replacement) this.#idle.push(replacement);
  }
}
