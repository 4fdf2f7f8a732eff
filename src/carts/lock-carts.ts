import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type Cart } from './cart.entity';
import { mayUse } from './find-cart';

const LOCK = 'SELECT * FROM cart WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';

/**
 * Locks carts by id, ascending, until the commit: behind users and sessions, before all else. Carts of every state and
 * of whoever they are; those that do not exist are left out.
 */
export async function lockCarts(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Cart>> {
  const carts = await tx.rows<Cart>(LOCK, ids);
  return new Map(carts.map((cart) => [cart.id, cart]));
}

/**
 * Locks a cart that the actor wants to change. Refuses one that is not there, or is another user's (NOT_FOUND), and one
 * that was ordered (STATE_NOT_ALLOWED), at `cartId`.
 */
export async function lockOpenCart(tx: Tx, id: string): Promise<Cart> {
  const cart = (await lockCarts(tx, [id])).get(id);
  if (!cart || !mayUse(tx.actor, cart)) {
    throw refuse(UserErrorCode.NOT_FOUND, 'There is no such cart.', ['cartId']);
  }
  if (cart.state !== 'open') {
    throw refuse(UserErrorCode.STATE_NOT_ALLOWED, 'The cart was ordered; begin another.', ['cartId']);
  }
  return cart;
}
