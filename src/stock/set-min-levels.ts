import { type Tx } from '../platform/unit-of-work/transaction';
import { lockStock } from './lock-stock';

const SET = `
  UPDATE stock_level SET min_level = $3, version = version + 1, updated_at = now()
  WHERE workspace_id = $1 AND variant_id = $2 AND min_level <> $3`;

/** Sets from where downwards variants are low in stock. Locks their stock rows; what is on hand stays. */
export async function setMinLevels(tx: Tx, minLevels: ReadonlyMap<string, number>): Promise<void> {
  await lockStock(tx, [...minLevels.keys()]);
  for (const [variantId, minLevel] of minLevels) await tx.rows(SET, variantId, minLevel);
}
