import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../platform/database/keyset';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Page } from '../platform/graphql/page.input';
import { type OrderSight } from './load-orders';
import { type Order } from './order.entity';

const NEWEST: SortOrder = { name: 'number', expression: 'o.number', type: 'bigint', descending: true };

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

/** One page of orders, newest first, with one row more where there are further ones. */
export async function listOrders(
  rows: WorkspaceRows,
  sight: OrderSight,
  page: Page,
): Promise<(Order & { readonly cursor: string })[]> {
  const keyset = keysetSql({ sort: NEWEST, id: 'o.id', ...page }, sight.all ? 2 : 3);
  const sql = `
    SELECT o.*, ${keyset.selection} FROM sales_order o
    WHERE o.workspace_id = $1 AND ${seen(sight)} AND ${keyset.condition}
    ORDER BY ${keyset.orderBy} LIMIT ${page.size + 1}`;
  const found = await rows.rows<Order & KeysetRow>(sql, ...ownerOf(sight), ...keyset.params);
  return found.map((row) => withCursor(NEWEST, row));
}

/** How many there are; null beyond what is counted. */
export async function countOrders(rows: WorkspaceRows, sight: OrderSight): Promise<number | null> {
  const sql = `
    SELECT count(*)::int AS count FROM (
      SELECT FROM sales_order o WHERE o.workspace_id = $1 AND ${seen(sight)} LIMIT ${COUNTED + 1}) AS counted`;
  const { count } = (await rows.row<{ count: number }>(sql, ...ownerOf(sight))) ?? { count: 0 };
  return count > COUNTED ? null : count;
}

function seen({ all }: OrderSight): string {
  return all ? 'true' : 'o.user_id = $2';
}

function ownerOf({ all, userId }: OrderSight): (string | null)[] {
  return all ? [] : [userId];
}
