import { runMigrations } from 'bullmq';
import { Client } from 'pg';
import { QUEUE_SCHEMA } from './postgres-transport';

/**
 * Brings the queue's schema up to date, in one transaction behind an advisory lock: of processes that start
 * together one does it. `ownerUrl` is of the role that owns the database. The role that the API and the workers use
 * needs USAGE on the schema and its sequences, and SELECT, INSERT, UPDATE and DELETE on its tables, granted anew
 * after every migration.
 */
export async function migrateQueue(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
}
