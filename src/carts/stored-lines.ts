import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';

/** Lines of a cart. */
export const MOST_LINES = 100;
/** Pieces of a line. */
export const MOST_PIECES = 9_999;

/** A line as it is stored, and whether its variant is on sale: only those that are count. */
export interface StoredLine {
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly onSale: boolean;
}

const LINES = `
  SELECT l.id, l.variant_id, l.quantity, p.id IS NOT NULL AS on_sale
  FROM cart_line l
  LEFT JOIN product_variant v ON v.workspace_id = $1 AND v.id = l.variant_id
  LEFT JOIN product p ON p.workspace_id = $1 AND p.id = v.product_id AND p.status = 'ACTIVE'
  WHERE l.workspace_id = $1 AND l.cart_id = $2 ORDER BY l.id`;

/** All lines of a cart that the caller has locked, in their order. */
export function readLines(tx: Tx, cartId: string): Promise<StoredLine[]> {
  return tx.rows<StoredLine>(LINES, cartId);
}

const PUT = `
  INSERT INTO cart_line (workspace_id, id, cart_id, variant_id, quantity)
  SELECT $1, q.id, $2, q.variant_id, q.quantity
  FROM unnest($3::uuid[], $4::uuid[], $5::int[]) AS q (id, variant_id, quantity)
  ON CONFLICT ON CONSTRAINT cart_line_variant DO UPDATE SET quantity = excluded.quantity`;

const TAKE_OUT = `
  DELETE FROM cart_line WHERE workspace_id = $1 AND cart_id = $2 AND variant_id = ANY($3)`;

/** Variants with the pieces that a cart shall have of each; 0 takes one out, new ones come last. */
export type Quantities = ReadonlyMap<string, number>;

/** Writes quantities into a cart that the caller has locked; what is not named stays. */
export async function putLines(tx: Tx, cartId: string, quantities: Quantities): Promise<void> {
  const out = [...quantities].filter(([, quantity]) => quantity === 0).map(([variantId]) => variantId);
  if (out.length > 0) await tx.rows(TAKE_OUT, cartId, out);
  const put = [...quantities].filter(([, quantity]) => quantity > 0);
  if (put.length === 0) return;
  const ids = put.map(() => uuid());
  const variantIds = put.map(([variantId]) => variantId);
  const pieces = put.map(([, quantity]) => quantity);
  await tx.rows(PUT, cartId, ids, variantIds, pieces);
}
