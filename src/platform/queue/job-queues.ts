import { type JobsOptions } from 'bullmq';
import { type Log } from '../log';
import { type QueueBackend } from './backend';
import { settlesWithin, withDeadline } from './deadline';
import { type JobHandler, JobWorker } from './job-worker';
import { OutageLog } from './outage-log';
import { postgresTransport } from './postgres-transport';
import { DEFAULT_QUEUE_SETTINGS, jobOptions, type QueueSettings } from './queue-settings';
import { redisTransport } from './redis-transport';
import { type BullQueue, type Transport } from './transport';

/** What a job carries: the ids by which its handler loads what it needs, never the data itself. */
export interface JobPayload {
  readonly workspaceId: string;
  readonly [key: string]: string | number;
}

export interface AddOptions {
  /** Stable for the work: an event's uuid, or '<uuid>-<handler>'. Not an integer, and without a colon. */
  readonly jobId: string;
  readonly delayMs?: number;
  /** 1 is the most urgent, 2,097,152 the least. Jobs without a priority go before all that have one. */
  readonly priority?: number;
}

/** What differs from DEFAULT_QUEUE_SETTINGS: for all queues, and for those that need their own. */
export interface SettingsByQueue {
  readonly all?: Partial<QueueSettings>;
  readonly queues?: Readonly<Record<string, Partial<QueueSettings>>>;
}

/** How many jobs of a queue are in each state; prioritised and paused ones count as waiting. */
export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** How long the backend may take to answer. */
const ANSWER_MS = 5_000;
const SCHEDULE_LOOK_MS = 30_000;

/**
 * The queues of jobs, on Redis or on PostgreSQL. Delivery is at least once: a job may run again after a crash, so
 * handlers bear it. The queue may lose all it holds (an emptied Redis); the database knows the work, and whoever
 * put it there adds it again.
 */
export class JobQueues {
  readonly #transport: Transport;
  readonly #outage: OutageLog;
  readonly #queues = new Map<string, BullQueue>();
  readonly #workers: JobWorker[] = [];
  readonly #schedules: NodeJS.Timeout[] = [];
  #scheduling: Promise<void> = Promise.resolve();
  #closed: Promise<void> | null = null;

  constructor(
    backend: QueueBackend,
    private readonly log: Log,
    private readonly settings: SettingsByQueue = {},
  ) {
    this.#transport =
      backend.kind === 'redis' ? redisTransport(backend.url, log) : postgresTransport(backend.url, log);
    this.#outage = new OutageLog(log, 'scheduling jobs');
  }

  /**
   * Adds a job under its id. While a job of this id is kept (waiting, running, or finished and within the queue's
   * `keepCompleted` and `keepFailed`) adding it again does nothing: whoever wants work done anew needs a new id.
   * Rejects within seconds when the backend does not answer; the job may have been added nevertheless.
   */
  async add(queue: string, name: string, payload: JobPayload, options: AddOptions): Promise<void> {
    const { jobId, delayMs, priority } = options;
    if (jobId === '' || jobId.includes(':') || /^-?\d+$/.test(jobId)) {
      throw new TypeError(
        `A job id is neither empty nor an integer and has no colon: ${JSON.stringify(jobId)}`,
      );
    }
    const bullOptions: JobsOptions = { jobId };
    if (delayMs !== undefined) bullOptions.delay = delayMs;
    if (priority !== undefined) bullOptions.priority = priority;
    await this.ask(`adding a job to ${queue}`, () => this.queue(queue).add(name, payload, bullOptions));
  }

  /** Takes the queue's jobs in this process, at most `concurrency` at once. */
  work(queue: string, handler: JobHandler, { concurrency }: { readonly concurrency: number }): JobWorker {
    this.refuseWhenClosed();
    const options = { concurrency, settings: this.settingsOf(queue) };
    const worker = new JobWorker(queue, handler, options, this.#transport, this.log);
    this.#workers.push(worker);
    return worker;
  }

  /**
   * Has a job of this name, without payload, run now and every `everyMs`: once in the fleet, however many
   * processes ask for it. Looks every half minute whether the backend still knows, as it may lose everything.
   */
  schedule(queue: string, name: string, everyMs: number): void {
    this.refuseWhenClosed();
    // One after the other: on PostgreSQL each holds a connection and needs another.
    const look = () => {
      this.#scheduling = this.#scheduling.then(() => this.keepSchedule(queue, name, everyMs));
    };
    this.#schedules.push(setInterval(look, Math.min(everyMs, SCHEDULE_LOOK_MS)).unref());
    look();
  }

  /** The depth of every queue that this process adds to or works on. */
  async depths(): Promise<Record<string, QueueDepth>> {
    const names = new Set([...this.#queues.keys(), ...this.#workers.map((worker) => worker.queue)]);
    const depths = [...names].map(async (name): Promise<[string, QueueDepth]> => {
      const counts = await this.ask(`counting the jobs of ${name}`, () => this.queue(name).getJobCounts());
      const { waiting = 0, prioritized = 0, paused = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return [name, { waiting: waiting + prioritized + paused, active, delayed, failed }];
    });
    return Object.fromEntries(await Promise.all(depths));
  }

  /** Rejects within seconds when the backend cannot be reached, or its schema is missing or too new. */
  async ready(): Promise<void> {
    this.refuseWhenClosed();
    await this.#transport.reachable(ANSWER_MS);
  }

  /** Closes the workers as JobWorker.close says, then the connections. Returns in bounded time. */
  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const timer of this.#schedules) clearInterval(timer);
      await Promise.all(this.#workers.map((worker) => worker.close()));
      const queues = [...this.#queues.values()].map((queue) => queue.close());
      await settlesWithin(ANSWER_MS, Promise.allSettled(queues));
      await settlesWithin(ANSWER_MS, this.#transport.close());
    })();
    return this.#closed;
  }

  private async keepSchedule(queue: string, name: string, everyMs: number): Promise<void> {
    if (this.#closed !== null) return;
    try {
      await this.ask(`scheduling ${name}`, async () => {
        const isKnown = async () => (await this.queue(queue).getJobScheduler(name))?.every === everyMs;
        if (await isKnown()) return;
        await this.#transport.unlessOthersDo(`schedule ${queue} ${name}`, async () => {
          if (await isKnown()) return;
          await this.queue(queue).upsertJobScheduler(name, { every: everyMs }, { name, data: {} });
        });
      });
      this.#outage.recovered();
    } catch (error) {
      this.#outage.failed(error as Error);
    }
  }

  /** One question to the backend: asked only when it answers at all, so that nothing piles up while it is away. */
  private async ask<T>(what: string, question: () => Promise<T>): Promise<T> {
    this.refuseWhenClosed();
    await this.#transport.usable(ANSWER_MS);
    return withDeadline(what, ANSWER_MS, question());
  }

  private queue(name: string): BullQueue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = this.#transport.openQueue(name, jobOptions(this.settingsOf(name)));
    this.#queues.set(name, queue);
    // What fails is told to whoever asked, and the connection itself says when it is down.
    queue.on('error', () => undefined);
    // BullMQ remembers a first connection that failed for ever: the next question gets a new queue.
    queue.waitUntilReady().catch(() => {
      if (this.#queues.get(name) === queue) this.#queues.delete(name);
      queue.close().catch(() => undefined);
    });
    return queue;
  }

  private settingsOf(queue: string): QueueSettings {
    return { ...DEFAULT_QUEUE_SETTINGS, ...this.settings.all, ...this.settings.queues?.[queue] };
  }

  private refuseWhenClosed(): void {
    if (this.#closed !== null) throw new Error('The queues are closed.');
  }
}
