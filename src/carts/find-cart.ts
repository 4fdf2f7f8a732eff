import { type Actor } from '../platform/actor';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Cart } from './cart.entity';

/** Whose hands a cart is in: its user's alone, staff's not; an anonymous one is whoever's who knows its id. */
export function mayUse(actor: Actor, { userId }: Pick<Cart, 'userId'>): boolean {
  return userId === null || userId === userIdOf(actor);
}

/** The id of the user who acts; null for everyone else. */
export function userIdOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null;
}

const BY_ID = `
  SELECT * FROM cart
  WHERE workspace_id = $1 AND id = ANY($2) AND state = 'open' AND (user_id IS NULL OR user_id = $3)`;

/** Open carts by their ids, without a lock; those that the actor may not use are left out. */
export async function findCarts(
  rows: WorkspaceRows,
  actor: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Cart>> {
  const carts = await rows.rows<Cart>(BY_ID, ids, userIdOf(actor));
  return new Map(carts.map((cart) => [cart.id, cart]));
}

const OF_USER = `SELECT * FROM cart WHERE workspace_id = $1 AND user_id = $2 AND state = 'open'`;

/** A user's open cart; null where there is none. */
export async function findCartOf(rows: WorkspaceRows, userId: string): Promise<Cart | null> {
  return (await rows.row<Cart>(OF_USER, userId)) ?? null;
}

const ANY = 'SELECT * FROM cart WHERE workspace_id = $1 AND id = ANY($2)';

/** Carts by their ids, of every state and of whoever they are, without a lock: `mayUse` says who may know of one. */
export async function findAnyCarts(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Cart>> {
  const carts = await rows.rows<Cart>(ANY, ids);
  return new Map(carts.map((cart) => [cart.id, cart]));
}
