import { type Tx } from '../platform/unit-of-work/transaction';
import { lockStock } from './lock-stock';
import { stockChanged } from './stock-changed';
import { type StockLevel } from './stock-level.entity';

const SET = `
  UPDATE stock_level s SET min_level = m.min_level, version = s.version + 1, updated_at = now()
  FROM unnest($2::uuid[], $3::int[]) AS m (variant_id, min_level)
  WHERE s.workspace_id = $1 AND s.variant_id = m.variant_id AND s.min_level <> m.min_level
  RETURNING s.variant_id`;

/** Sets from where downwards variants are low in stock. Locks their stock rows; what is on hand stays. */
export async function setMinLevels(tx: Tx, minLevels: ReadonlyMap<string, number>): Promise<void> {
  if (minLevels.size === 0) return;
  await lockStock(tx, [...minLevels.keys()]);
  const changed = await tx.rows<StockLevel>(SET, [...minLevels.keys()], [...minLevels.values()]);
  stockChanged(
    tx,
    changed.map(({ variantId }) => variantId),
  );
}
