import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type ShippingMethod } from './shipping-method.entity';

const ALL = 'SELECT * FROM shipping_method WHERE workspace_id = $1 ORDER BY position, id';
const BY_ID = 'SELECT * FROM shipping_method WHERE workspace_id = $1 AND id = ANY($2)';

/** All methods of the workspace, in their order. */
export function loadShippingMethods(rows: WorkspaceRows): Promise<ShippingMethod[]> {
  return rows.rows<ShippingMethod>(ALL);
}

/** Methods by their ids, in one statement; null in the place of each that does not exist. */
export async function findShippingMethods(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<(ShippingMethod | null)[]> {
  const found = new Map((await rows.rows<ShippingMethod>(BY_ID, ids)).map((method) => [method.id, method]));
  return ids.map((id) => found.get(id) ?? null);
}
