import { type Config, type DatabaseAddress } from '../config';
import { type Broadcast, createBroadcast } from './broadcast';
import { createDataSource } from './database/data-source';
import { Database, type DatabaseOptions } from './database/database';
import { type Log } from './log';
import { entitiesOf, faultsOf, type Module } from './module';
import { handOnEvents } from './outbox/hand-on-events';
import { OutboxRelay } from './outbox/outbox-relay';
import { JobQueues, type QueueBackend } from './queue';
import { createStorage } from './storage/create-storage';
import { type Storage } from './storage/storage';
import { UnitOfWork } from './unit-of-work/unit-of-work';

/** What a process of Vitrine stands on, whatever it runs. */
export interface Platform {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly queues: JobQueues;
  readonly broadcast: Broadcast;
  readonly storage: Storage;
  readonly relay: OutboxRelay;
  /** Lets go of everything, in the order in which it depends on each other; bounded in time. */
  close(): Promise<void>;
}

/** Connects to everything that the configuration names; the database is migrated already. */
export async function openPlatform(
  config: Config,
  address: DatabaseAddress,
  modules: readonly Module[],
  log: Log,
  databaseOptions?: DatabaseOptions,
): Promise<Platform> {
  let closing = false;
  const source = createDataSource({
    url: address.url,
    entities: entitiesOf(modules),
    poolSize: config.databasePool,
    // The last connections may still be taking their leave when an embedded database stops.
    onPoolError: (error) => {
      if (!closing) log.warn({ err: error }, 'a database connection was lost');
    },
  });
  await source.initialize();
  const database = new Database(source, databaseOptions);
  const backend: QueueBackend = config.redisUrl
    ? { kind: 'redis', url: config.redisUrl }
    : { kind: 'postgres', url: address.directUrl };
  const queues = new JobQueues(backend, log, { all: { closeGraceMs: config.drainMs } });
  const broadcast = createBroadcast(backend, log);
  const storage = createStorage(config.storage);
  const relay = new OutboxRelay(database, handOnEvents(modules, queues, broadcast), log);
  const unitOfWork = new UnitOfWork(database, { faults: faultsOf(modules), onEvents: () => relay.nudge() });
  return {
    config,
    log,
    database,
    unitOfWork,
    queues,
    broadcast,
    storage,
    relay,
    async close() {
      await relay.stop();
      await queues.close();
      await broadcast.close();
      closing = true;
      await source.destroy();
    },
  };
}
