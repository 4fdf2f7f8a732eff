import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type StockLevel } from './stock-level.entity';
import { type StockMovement } from './stock-movement.entity';

/** Behind which id a page begins, null: at the list's beginning; and how many rows are wanted. */
export interface StockPage {
  readonly after: string | null;
  readonly limit: number;
}

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

const MOVEMENTS = 'stock_movement WHERE workspace_id = $1 AND variant_id = $2';

/** A variant's lines of the ledger, the newest first. They outlive the variant. */
export function listMovements(
  rows: WorkspaceRows,
  variantId: string,
  { after, limit }: StockPage,
): Promise<StockMovement[]> {
  const behind = after === null ? '' : 'AND id < $4';
  const sql = `SELECT * FROM ${MOVEMENTS} ${behind} ORDER BY id DESC LIMIT $3`;
  return rows.rows<StockMovement>(sql, variantId, limit, ...(after === null ? [] : [after]));
}

/** How many lines of the ledger a variant has, to 10,000; null beyond. */
export function countMovements(rows: WorkspaceRows, variantId: string): Promise<number | null> {
  return count(rows, MOVEMENTS, variantId);
}

const BY_ID = 'SELECT * FROM stock_movement WHERE workspace_id = $1 AND id = ANY ($2)';

/** Lines of the ledger by their ids, in one statement. */
export async function loadMovements(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StockMovement>> {
  const movements = await rows.rows<StockMovement>(BY_ID, ids);
  return new Map(movements.map((movement) => [movement.id, movement]));
}

/** The levels that are low, or those that are not; null: all. */
export type OfLevels = boolean | null;

/** Stock levels in the order in which their variants were made. */
export function listStockLevels(
  rows: WorkspaceRows,
  low: OfLevels,
  { after, limit }: StockPage,
): Promise<StockLevel[]> {
  const behind = after === null ? '' : 'AND variant_id > $3';
  const sql = `SELECT * FROM ${levels(low)} ${behind} ORDER BY variant_id LIMIT $2`;
  return rows.rows<StockLevel>(sql, limit, ...(after === null ? [] : [after]));
}

/** How many levels such a list has, to 10,000; null beyond. */
export function countStockLevels(rows: WorkspaceRows, low: OfLevels): Promise<number | null> {
  return count(rows, levels(low));
}

function levels(low: OfLevels): string {
  const which = low === null ? '' : `AND ${low ? 'low' : 'NOT low'}`;
  return `stock_level WHERE workspace_id = $1 ${which}`;
}

async function count(rows: WorkspaceRows, from: string, ...params: string[]): Promise<number | null> {
  const sql = `SELECT count(*)::integer AS count FROM (SELECT 1 FROM ${from} LIMIT ${COUNTED + 1}) AS counted`;
  const found = (await rows.row<{ count: number }>(sql, ...params))?.count ?? 0;
  return found > COUNTED ? null : found;
}
