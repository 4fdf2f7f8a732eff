import { type Tx } from '../../platform/unit-of-work/transaction';
import { loadQuota, type Quota } from './load-quota';
import { type QuotaHolder, quotaExceeded } from './quota-exceeded';

/**
 * What something counts: to the workspace the bytes that it stores, to the user who uploaded it the bytes of its
 * original, shared or not. Nothing is counted to a user who is null.
 */
export interface StorageShare {
  readonly workspaceBytes: number;
  readonly userId: string | null;
  readonly userBytes: number;
}

// Also the first charge of an owner is held against the limit. No row comes back where it would be passed, and the
// owner's row is locked all the same, so that the reason is read as it was judged.
const CHARGE = `
  INSERT INTO storage_tally AS tally (workspace_id, owner_id, used_bytes)
  SELECT $1::uuid, $2::uuid, $3::bigint WHERE $3::bigint <= $4::bigint
  ON CONFLICT (workspace_id, owner_id) DO UPDATE SET used_bytes = tally.used_bytes + excluded.used_bytes
    WHERE tally.used_bytes + excluded.used_bytes <= $4::bigint
  RETURNING used_bytes`;

const COUNT = `
  INSERT INTO storage_tally AS tally (workspace_id, owner_id, used_bytes) VALUES ($1, $2, $3)
  ON CONFLICT (workspace_id, owner_id) DO UPDATE SET used_bytes = tally.used_bytes + excluded.used_bytes`;

const USED = 'SELECT used_bytes FROM storage_tally WHERE workspace_id = $1 AND owner_id = $2';

/**
 * Claims room for a new library item, and for its bytes where they are new. Two at once never share the same room:
 * the tally is judged and raised in one statement, and rolled back with the transaction. `configured` is the quota of
 * workspaces without one of their own. Throws a Refusal, QUOTA_EXCEEDED, which says what is used, the limit and what
 * the file needs.
 *
 * Locks the tally, first the user's and then the workspace's: call it last of all, behind the lock of the content,
 * and once in a transaction, so that other uploads wait for little more than the commit.
 */
export async function chargeStorage(tx: Tx, configured: Quota, share: StorageShare): Promise<void> {
  const quota = await loadQuota(tx, configured);
  const { userId, userBytes, workspaceBytes } = share;
  if (userId !== null) await claim(tx, 'user', userId, userBytes, quota.userBytes);
  await claim(tx, 'workspace', tx.workspaceId, workspaceBytes, quota.workspaceBytes);
}

async function claim(
  tx: Tx,
  holder: QuotaHolder,
  ownerId: string,
  bytes: number,
  limit: number | null,
): Promise<void> {
  if (limit === null) return count(tx, ownerId, bytes);
  if (bytes === 0 || (await tx.row(CHARGE, ownerId, bytes, limit))) return;
  const tally = await tx.row<{ usedBytes: number }>(USED, ownerId);
  throw quotaExceeded(holder, { usedBytes: tally?.usedBytes ?? 0, limit, neededBytes: bytes });
}

/**
 * Gives back what was counted: to a user when the library item is purged, to the workspace when the row of a content
 * goes (its `byteSize` and its `processedBytes`). Where only renditions go, that is `countProcessed`. Never refuses.
 *
 * Locks the tally, the users' by id and then the workspace's: call it last of all, and once in a transaction, with
 * the shares of all that goes in it.
 */
export async function releaseStorage(tx: Tx, ...shares: readonly StorageShare[]): Promise<void> {
  const users = new Map<string, number>();
  for (const { userId, userBytes } of shares) {
    if (userId !== null) users.set(userId, (users.get(userId) ?? 0) + userBytes);
  }
  for (const [userId, bytes] of [...users].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await count(tx, userId, -bytes);
  }
  await count(tx, tx.workspaceId, -shares.reduce((sum, { workspaceBytes }) => sum + workspaceBytes, 0));
}

const COUNT_PROCESSED =
  'UPDATE content SET processed_bytes = processed_bytes + $3 WHERE workspace_id = $1 AND id = $2';

/**
 * Counts to a content and to the workspace what processing made of it, less what of that was taken away: `bytes` may
 * be negative. Never refuses: what was uploaded is processed, and where that passes the limit it is the next upload
 * that is refused. The caller holds the content's lock; locks the workspace's tally: call it last of all.
 */
export async function countProcessed(tx: Tx, contentId: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  await tx.rows(COUNT_PROCESSED, contentId, bytes);
  await count(tx, tx.workspaceId, bytes);
}

async function count(tx: Tx, ownerId: string, bytes: number): Promise<void> {
  if (bytes !== 0) await tx.rows(COUNT, ownerId, bytes);
}
