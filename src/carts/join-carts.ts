import { type SignInHook } from '../accounts';
import { decodeId } from '../platform/graphql/global-id';
import { StaleLookError } from '../platform/unit-of-work/stale-look-error';
import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';
import { lockCarts } from './lock-carts';
import { openUserCart } from './open-user-cart';
import { auditedLines, recordChange } from './record-change';
import {
  MOST_LINES,
  MOST_PIECES,
  putLines,
  type Quantities,
  readLines,
  type StoredLine,
} from './stored-lines';

const IS_ANONYMOUS = `
  SELECT id FROM cart WHERE workspace_id = $1 AND id = $2 AND user_id IS NULL AND state = 'open'`;
const DELETE = 'DELETE FROM cart WHERE workspace_id = $1 AND id = $2';

/**
 * What becomes of the cart that was filled before somebody signs in: its lines join the user's open cart, and it is
 * gone. Quantities add up, to what a line and a cart can have: a sign-in does not fail for a full cart. An id that is
 * none of an open anonymous cart is ignored. Locks both carts.
 */
export function joinCarts(ttlDays: number): SignInHook {
  return async (tx, { userId, cartId }) => {
    const id = cartId && decodeId('Cart', cartId);
    if (id && (await tx.row(IS_ANONYMOUS, id))) await join(tx, ttlDays, userId, id);
  };
}

async function join(tx: Tx, ttlDays: number, userId: string, anonymousId: string): Promise<void> {
  const { id, isNew } = await openUserCart(tx, ttlDays, userId);
  const locked = await lockCarts(tx, [id, anonymousId]);
  const [own, anonymous] = [locked.get(id), locked.get(anonymousId)];
  if (own?.state !== 'open' || anonymous?.state !== 'open' || anonymous.userId !== null) {
    throw new StaleLookError('A cart');
  }
  const existing = await readLines(tx, id);
  const joining = await readLines(tx, anonymousId);
  const quantities = together(existing, joining);
  await putLines(tx, id, quantities);
  await tx.rows(DELETE, anonymousId);
  if (isNew) {
    const after = { userId, lines: auditedLines(quantities) };
    tx.audit({ action: 'cart.create', subject: cartSubject(id), after });
  } else {
    await recordChange(tx, ttlDays, id, existing, quantities);
  }
  const before = { lines: joining.map(({ variantId, quantity }) => ({ variantId, quantity })) };
  tx.audit({ action: 'cart.delete', subject: cartSubject(anonymousId), before });
}

/** What the user's cart has of each variant that joins it. */
function together(existing: readonly StoredLine[], joining: readonly StoredLine[]): Quantities {
  const before = new Map(existing.map(({ variantId, quantity }) => [variantId, quantity]));
  let room = MOST_LINES - existing.length;
  const taken = joining.filter(({ variantId }) => before.has(variantId) || room-- > 0);
  return new Map(
    taken.map(({ variantId, quantity }) => [
      variantId,
      Math.min((before.get(variantId) ?? 0) + quantity, MOST_PIECES),
    ]),
  );
}
