import { v4 as randomUuid } from 'uuid';
import { StaleLookError } from '../platform/unit-of-work/stale-look-error';
import { type Tx } from '../platform/unit-of-work/transaction';

// Whoever begins one at the same time waits here for the other's commit, and then finds that one.
const OPEN = `
  INSERT INTO cart (workspace_id, id, user_id, expires_at) VALUES ($1, $2, $3, now() + make_interval(days => $4))
  ON CONFLICT (workspace_id, user_id) WHERE state = 'open' AND user_id IS NOT NULL DO NOTHING
  RETURNING id`;

const OF_USER = `SELECT id FROM cart WHERE workspace_id = $1 AND user_id = $2 AND state = 'open'`;

/** A cart that is about to be changed; `isNew` when this transaction began it. */
export interface OpenedCart {
  readonly id: string;
  readonly isNew: boolean;
}

/**
 * A user's open cart, which is begun where there is none. It is not locked by this if it was there; the caller does
 * so, and may hold no lock on any cart before this.
 */
export async function openUserCart(tx: Tx, ttlDays: number, userId: string): Promise<OpenedCart> {
  const begun = await tx.row<{ id: string }>(OPEN, randomUuid(), userId, ttlDays);
  if (begun) return { id: begun.id, isNew: true };
  const found = await tx.row<{ id: string }>(OF_USER, userId);
  if (!found) throw new StaleLookError('The open cart of a user');
  return { id: found.id, isNew: false };
}
