import { v4 as randomUuid } from 'uuid';
import { StaleLookError } from '../platform/unit-of-work/stale-look-error';
import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';
import { userIdOf } from './find-cart';
import { lockCarts } from './lock-carts';
import { openUserCart, type OpenedCart } from './open-user-cart';
import { auditedLines, recordChange } from './record-change';
import { type NewLine, reckonLines } from './reckon-lines';
import { putLines, readLines } from './stored-lines';

const BEGIN = `
  INSERT INTO cart (workspace_id, id, expires_at) VALUES ($1, $2, now() + make_interval(days => $3))`;

/**
 * Begins a cart with these lines, or adds them to the open cart of the user who acts, who has but one. Returns its id.
 * Locks the cart; refuses as `addLines` does.
 */
export async function createCart(tx: Tx, ttlDays: number, lines: readonly NewLine[]): Promise<string> {
  const { id, isNew } = await openCart(tx, ttlDays);
  if (!isNew && lines.length === 0) return id;
  // It may be ordered between the look and the lock: then another is begun.
  if ((await lockCarts(tx, [id])).get(id)?.state !== 'open')
    throw new StaleLookError('The open cart of a user');
  const existing = isNew ? [] : await readLines(tx, id);
  const quantities = await reckonLines(tx, existing, lines);
  await putLines(tx, id, quantities);
  if (!isNew) {
    await recordChange(tx, ttlDays, id, existing, quantities);
    return id;
  }
  const after = { userId: userIdOf(tx.actor), lines: auditedLines(quantities) };
  tx.audit({ action: 'cart.create', subject: cartSubject(id), after });
  return id;
}

async function openCart(tx: Tx, ttlDays: number): Promise<OpenedCart> {
  const userId = userIdOf(tx.actor);
  if (userId !== null) return openUserCart(tx, ttlDays, userId);
  const id = randomUuid();
  await tx.rows(BEGIN, id, ttlDays);
  return { id, isNew: true };
}
