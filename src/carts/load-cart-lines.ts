import { type Actor } from '../platform/actor';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { userIdOf } from './find-cart';

/** A line of a cart whose variant is on sale, with what an order needs to know of it. */
export interface SellableLine {
  readonly id: string;
  readonly cartId: string;
  readonly variantId: string;
  readonly productId: string;
  readonly quantity: number;
  /** Of one piece, now; in minor units of the workspace's currency. */
  readonly price: number;
  readonly sku: string;
  readonly productTitle: string;
  readonly variantTitle: string;
  /** It does not run out, and nothing is sent. */
  readonly digital: boolean;
}

const SELLABLE = `
  SELECT l.id, l.cart_id, l.variant_id, v.product_id, l.quantity, v.price, v.sku,
         p.title AS product_title, v.title AS variant_title, p.digital
  FROM cart_line l
  JOIN product_variant v ON v.workspace_id = l.workspace_id AND v.id = l.variant_id
  JOIN product p ON p.workspace_id = v.workspace_id AND p.id = v.product_id AND p.status = 'ACTIVE'`;

const OF_CARTS = `${SELLABLE}
  WHERE l.workspace_id = $1 AND l.cart_id = ANY($2)
  ORDER BY l.cart_id, l.id`;

/**
 * The lines of carts, each cart's in the order in which they were added, by one statement, without a lock and whoever's
 * the carts are. Lines whose variant is gone or not on sale are left out, and so are carts without any other.
 */
export async function loadCartLines(
  rows: WorkspaceRows,
  cartIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SellableLine[]>> {
  const byCart = new Map<string, SellableLine[]>();
  for (const line of await rows.rows<SellableLine>(OF_CARTS, cartIds)) {
    const lines = byCart.get(line.cartId);
    if (lines) lines.push(line);
    else byCart.set(line.cartId, [line]);
  }
  return byCart;
}

const BY_ID = `${SELLABLE}
  JOIN cart c ON c.workspace_id = l.workspace_id AND c.id = l.cart_id AND c.state = 'open'
  WHERE l.workspace_id = $1 AND l.id = ANY($2) AND (c.user_id IS NULL OR c.user_id = $3)`;

/** Lines by their ids, of open carts that the actor may use; those that are not on sale are left out. */
export async function findCartLines(
  rows: WorkspaceRows,
  actor: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SellableLine>> {
  const lines = await rows.rows<SellableLine>(BY_ID, ids, userIdOf(actor));
  return new Map(lines.map((line) => [line.id, line]));
}
