import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type TaxRate } from './tax-rate.entity';

const ALL = 'SELECT * FROM tax_rate WHERE workspace_id = $1 ORDER BY country_code';
const BY_ID = 'SELECT * FROM tax_rate WHERE workspace_id = $1 AND id = ANY($2)';

/** All rates of the workspace, by country. */
export function loadTaxRates(rows: WorkspaceRows): Promise<TaxRate[]> {
  return rows.rows<TaxRate>(ALL);
}

/** Rates by their ids, in one statement; null in the place of each that does not exist. */
export async function findTaxRates(rows: WorkspaceRows, ids: readonly string[]): Promise<(TaxRate | null)[]> {
  const found = new Map((await rows.rows<TaxRate>(BY_ID, ids)).map((rate) => [rate.id, rate]));
  return ids.map((id) => found.get(id) ?? null);
}
