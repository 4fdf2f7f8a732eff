import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BackendFactory,
  type DefaultJobOptions,
  type IQueueBackend,
  type Processor,
  type Queue,
  type Worker,
  type WorkerOptions,
} from 'bullmq';

/** Of BullMQ's queue and worker what is used here; the rest differs in type from backend to backend. */
export interface BullQueue extends Pick<
  Queue,
  'add' | 'close' | 'getJobCounts' | 'getJobScheduler' | 'upsertJobScheduler' | 'waitUntilReady'
> {
  on(event: 'error', listener: (error: Error) => void): unknown;
}
export interface BullWorker extends Pick<Worker, 'close' | 'waitUntilReady'> {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'active' | 'drained', listener: () => void): unknown;
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown;
}
export type JobProcessor = Processor<unknown, void>;

/** What a backend brings: connections, and queues and workers that run over them. */
export interface Transport {
  /** Asks the backend; rejects after `ms` when it does not answer, or cannot be used as it is. */
  reachable(ms: number): Promise<void>;
  /**
   * To be awaited before every question to the backend; asks nothing by itself. Rejects after `ms` while the
   * backend is known to be away, so that questions do not pile up.
   */
  usable(ms: number): Promise<void>;
  openQueue(name: string, defaults: DefaultJobOptions): BullQueue;
  openWorker(name: string, processor: JobProcessor, options: Omit<WorkerOptions, 'connection'>): BullWorker;
  /**
   * Runs `work` unless another process is at the same `task` this moment. BullMQ's functions on PostgreSQL do not
   * exclude each other where its scripts on Redis do.
   */
  unlessOthersDo(task: string, work: () => Promise<void>): Promise<void>;
  /** Closes the connections; also those that a worker left behind because the backend did not answer. */
  close(): Promise<void>;
}

/** Nobody reads BullMQ's stream of events here; it is kept as short as it allows. */
export const EVENTS_KEPT = 100;

const IDLE_LOOK_SECONDS = 5;
const FAILED_FETCH_REST_MS = 1_000;

/**
 * Mends two habits of BullMQ's workers, on either backend. A fetch that fails for another reason than a refused
 * connection (a server that is starting up, no connection slots) is repeated at once, as fast as the processor
 * allows: it rests first. And after an error a worker on PostgreSQL may wait for a notification for an hour:
 * it looks by itself every few seconds.
 */
export function patient<B extends IQueueBackend, C>(factory: BackendFactory<B, C>): BackendFactory<B, C> {
  return (name, options, kind) => {
    const backend = factory(name, options, kind);
    const fetch: IQueueBackend['moveToActive'] = backend.moveToActive.bind(backend);
    backend.moveToActive = async (token, workerName) => {
      try {
        return (await fetch(token, workerName)) as unknown[];
      } catch (error) {
        await sleep(FAILED_FETCH_REST_MS);
        throw error;
      }
    };
    Object.defineProperty(backend, 'maximumBlockTimeout', { value: IDLE_LOOK_SECONDS });
    return backend;
  };
}
