import { type Tx } from '../platform/unit-of-work/transaction';
import { type Product } from './product.entity';

const LOCK = 'SELECT * FROM product WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';

/** Locks products by id, ascending, until the commit. Those that do not exist are left out. */
export async function lockProducts(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Product>> {
  const products = await tx.rows<Product>(LOCK, ids);
  return new Map(products.map((product) => [product.id, product]));
}
