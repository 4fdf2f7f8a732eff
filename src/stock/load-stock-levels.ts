import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type StockLevel } from './stock-level.entity';

const LEVELS = 'SELECT * FROM stock_level WHERE workspace_id = $1 AND variant_id = ANY($2)';

/** Reads the stock levels of variants, without a lock. */
export async function loadStockLevels(
  rows: WorkspaceRows,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, StockLevel>> {
  const levels = await rows.rows<StockLevel>(LEVELS, variantIds);
  return new Map(levels.map((level) => [level.variantId, level]));
}

/** What a buyer could take now: what is on hand and not held for another. */
export function availableOf({ onHand, reserved }: Pick<StockLevel, 'onHand' | 'reserved'>): number {
  return Math.max(0, onHand - reserved);
}
