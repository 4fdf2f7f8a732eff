import { type Tx } from '../platform/unit-of-work/transaction';
import { type StockLevel } from './stock-level.entity';

const LOCK = `
  SELECT * FROM stock_level WHERE workspace_id = $1 AND variant_id = ANY($2) ORDER BY variant_id FOR UPDATE`;

/**
 * The one way to lock stock: rows by variant id, ascending, until the commit, so that no two transactions wait for
 * each other in a circle. Variants without a level are left out.
 */
export async function lockStock(
  tx: Tx,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, StockLevel>> {
  if (variantIds.length === 0) return new Map();
  const levels = await tx.rows<StockLevel>(LOCK, variantIds);
  return new Map(levels.map((level) => [level.variantId, level]));
}
