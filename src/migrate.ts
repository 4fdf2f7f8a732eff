import { join } from 'node:path';
import { migrate } from './platform/database/migrate';
import { migrateQueue, QUEUE_SCHEMA } from './platform/queue';

/**
 * Brings the whole database up to date: our own schema, and the queue's, which is there for deployments without
 * Redis. Returns the names of the migrations that ran here; processes that start together migrate once.
 */
export function migrateVitrine(urls: {
  readonly ownerUrl: string;
  readonly appUrl: string;
}): Promise<string[]> {
  return migrate({
    ...urls,
    directory: join(__dirname, '..', 'migrations'),
    alsoMigrate: migrateQueue,
    schemas: [QUEUE_SCHEMA],
  });
}
