import {
  assertSchemaCompatibility,
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  Worker,
} from 'bullmq';
import { Pool } from 'pg';
import { type Log } from '../log';
import { withDeadline } from './deadline';
import { OutageLog } from './outage-log';
import { EVENTS_KEPT, patient, type Transport } from './transport';

/** The schema that the queue has to itself. */
export const QUEUE_SCHEMA = 'bullmq';

const QUEUES_POOL = 4;
/** Workers may not share a pool (closing them hangs); each has one of its own and a connection to LISTEN on. */
const WORKER_POOL = 2;

/**
 * Commits are not waited for on the disk: several times faster, and a server that crashes loses the last moments of
 * the queue alone, which the queue may. A job cannot be lost whose event was taken from the outbox after it was
 * added: that commit, being waited for, writes all that came before it.
 */
const ASYNCHRONOUS = '-c synchronous_commit=off';

const TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('vitrine-queue:' || $1, 0)) AS mine";

/** Queues on PostgreSQL: one pool for all queues of the process, and three connections a worker. */
export function postgresTransport(url: string, log: Log): Transport {
  const outage = new OutageLog(log, 'the queue on PostgreSQL');
  const { options, ...connection } = connectionTo(url);
  const pool = new Pool({
    ...connection,
    max: QUEUES_POOL,
    options: `${options} -c search_path=${QUEUE_SCHEMA}`,
  });
  // Every queue adds a listener of its own.
  pool.setMaxListeners(0);
  pool.on('error', (error) => outage.failed(error));
  pool.on('connect', () => outage.recovered());

  const factory = patient<PostgresQueueBackend, PostgresConnectionOptions>(createPostgresBackend);
  const check = async () => {
    const client = await pool.connect();
    try {
      await assertSchemaCompatibility(client, QUEUE_SCHEMA);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  const reachable = (ms: number) => withDeadline('asking PostgreSQL for its queue', ms, check());
  let wasReachable = false;
  return {
    reachable,
    // Later questions are bounded by the pool: one that gets no connection in time is dropped.
    async usable(ms) {
      if (!wasReachable) await reachable(ms);
      wasReachable = true;
    },
    openQueue: (name, defaultJobOptions) =>
      new Queue(
        name,
        { connection: pool, defaultJobOptions, streams: { events: { maxLen: EVENTS_KEPT } } },
        factory,
      ),
    openWorker: (name, processor, workerOptions) =>
      new Worker(
        name,
        processor,
        {
          ...workerOptions,
          connection: { ...connection, options, max: WORKER_POOL, schema: QUEUE_SCHEMA },
        },
        factory,
      ),
    async unlessOthersDo(task, work) {
      const client = await pool.connect();
      try {
        const { rows } = await client.query<{ mine: boolean }>(TRY_LOCK, [task]);
        if (rows[0]?.mine) await work();
      } finally {
        // The lock goes with its session.
        client.release(true);
      }
    },
    close: () => pool.end(),
  };
}

/**
 * The connection to `url`, with limits on how long anything may take. What the URL itself says under `options`
 * (some hosts route by it) is taken out, as it would otherwise replace ours instead of joining them.
 */
function connectionTo(url: string) {
  const parsed = new URL(url);
  const options = `${parsed.searchParams.get('options') ?? ''} ${ASYNCHRONOUS}`.trim();
  parsed.searchParams.delete('options');
  return {
    connectionString: parsed.toString(),
    options,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'vitrine-queue',
  };
}
