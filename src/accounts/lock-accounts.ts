import { type Tx } from '../platform/unit-of-work/transaction';

// References to the row, which every insert takes, need not wait for these: what they refer to stays.
const USERS = `
  SELECT id FROM users WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE`;

// A workspace's own id stands where other tables have workspace_id, and its rows are asked for by that name.
const WORKSPACE = `
  SELECT id FROM (SELECT id AS workspace_id, id FROM workspace) AS w WHERE workspace_id = $1 FOR NO KEY UPDATE`;

/** Locks users by id, ascending, until the commit; returns the ids of those that exist. */
export async function lockUsers(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const users = await tx.rows<{ id: string }>(USERS, ids);
  return new Set(users.map(({ id }) => id));
}

/** Locks the workspace of the transaction until the commit. */
export async function lockWorkspace(tx: Tx): Promise<void> {
  await tx.rows(WORKSPACE);
}
