import { type Tx } from './transaction';

const QUEUE_UP = `
  SELECT pg_advisory_xact_lock(hashtextextended(here.workspace_id || $2, 0))
  FROM (SELECT $1::uuid AS workspace_id) AS here WHERE here.workspace_id = $1`;

/** Lets those of a workspace who ask for the same name pass one after the other: each waits until the commit before. */
export async function queueUp(tx: Tx, name: string): Promise<void> {
  await tx.rows(QUEUE_UP, name);
}
