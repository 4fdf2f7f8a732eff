import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../platform/database/keyset';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { canonicalCode } from './discount-codes';
import { type Discount } from './discount.entity';

export interface DiscountPage {
  readonly size: number;
  readonly backward: boolean;
  readonly cursor: string | null;
}

const NEWEST: SortOrder = {
  name: 'created',
  expression: 'd.created_at',
  type: 'timestamptz',
  descending: true,
};
/** What `totalCount` is exact to. */
const COUNTED = 10_000;

/** One page of discounts, newest first, with one more where there are further ones; `query`: how codes begin. */
export async function listDiscounts(
  rows: WorkspaceRows,
  query: string,
  page: DiscountPage,
): Promise<(Discount & { readonly cursor: string })[]> {
  const keyset = keysetSql({ sort: NEWEST, id: 'd.id', ...page }, 3);
  const sql = `
    SELECT d.*, ${keyset.selection} FROM discount d
    WHERE d.workspace_id = $1 AND starts_with(d.code, $2) AND ${keyset.condition}
    ORDER BY ${keyset.orderBy} LIMIT ${page.size + 1}`;
  const found = await rows.rows<Discount & KeysetRow>(sql, canonicalCode(query), ...keyset.params);
  return found.map((row) => withCursor(NEWEST, row));
}

const COUNT = `
  SELECT count(*)::integer AS count FROM (
    SELECT 1 FROM discount d WHERE d.workspace_id = $1 AND starts_with(d.code, $2) LIMIT ${COUNTED + 1}) AS counted`;

/** How many discounts a list has, to 10,000; null beyond. */
export async function countDiscounts(rows: WorkspaceRows, query: string): Promise<number | null> {
  const count = (await rows.row<{ count: number }>(COUNT, canonicalCode(query)))?.count ?? 0;
  return count > COUNTED ? null : count;
}

const BY_ID = 'SELECT * FROM discount WHERE workspace_id = $1 AND id = ANY($2)';

/** Discounts by their ids, in one statement; null in the place of each that does not exist. */
export async function findDiscounts(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<(Discount | null)[]> {
  const found = new Map((await rows.rows<Discount>(BY_ID, ids)).map((discount) => [discount.id, discount]));
  return ids.map((id) => found.get(id) ?? null);
}
