import { getDefaultBackendFactory, Queue, type RedisQueueBackend, Worker } from 'bullmq';
import { type Log } from '../log';
import { SteadyRedis } from './connect-redis';
import { withDeadline } from './deadline';
import { EVENTS_KEPT, patient, type Transport } from './transport';

/** Before every key, so that a Redis may be shared with others. */
const PREFIX = 'vitrine';

/** Queues on Redis: one connection for all queues and workers of the process, and one a worker to wait on. */
export function redisTransport(url: string, log: Log): Transport {
  const client = new SteadyRedis(url, log, 'the queue on Redis');
  const factory = patient(getDefaultBackendFactory<RedisQueueBackend>());
  return {
    async reachable(ms) {
      await client.untilReady(ms);
      await withDeadline('a PING of Redis', ms, client.ping());
    },
    usable: (ms) => client.untilReady(ms),
    openQueue: (name, defaultJobOptions) =>
      new Queue(
        name,
        {
          connection: client,
          prefix: PREFIX,
          defaultJobOptions,
          streams: { events: { maxLen: EVENTS_KEPT } },
        },
        factory,
      ),
    openWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection: client, prefix: PREFIX }, factory),
    unlessOthersDo: (_task, work) => work(),
    close: () => client.shut(),
  };
}
