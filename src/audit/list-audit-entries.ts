import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../platform/database/keyset';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type AuditLog } from '../platform/unit-of-work/audit-log.entity';
import { type AuditList, auditListSql } from './audit-list';

export type AuditRow = Omit<AuditLog, 'workspaceId'>;

export interface AuditPage {
  readonly size: number;
  readonly backward: boolean;
  readonly cursor: string | null;
}

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

const COLUMNS = `
  a.id, a.operation_id, a.action, a.subject_type, a.subject_id, a.actor_kind, a.actor_id, a.actor_name,
  a.before, a.after, a.request_id, a.ip, a.at`;

const NEWEST: SortOrder = { name: 'at', expression: 'a.at', type: 'timestamptz', descending: true };

/** One page of the log, newest first, with one entry more where there are further ones, in one statement. */
export async function listAuditEntries(
  rows: WorkspaceRows,
  list: AuditList,
  page: AuditPage,
): Promise<(AuditRow & { readonly cursor: string })[]> {
  const { params, select } = auditListSql(list);
  const place = params.length + 3;
  const keyset = keysetSql({ sort: NEWEST, id: 'a.id', ...page }, place);
  // The cursor's time by itself: of several bounds of a column an index is entered at the closest, unless one of them is
  // a pair, which is why the pair is written as what no index takes.
  const bound = page.cursor === null ? 'true' : `a.at ${page.backward ? '>=' : '<='} $${place}::timestamptz`;
  const sql = select(
    `${COLUMNS}, ${keyset.selection}`,
    `${bound} AND (${keyset.condition}) IS TRUE`,
    `ORDER BY ${keyset.orderBy} LIMIT $2`,
  );
  const found = await rows.rows<AuditRow & KeysetRow>(sql, page.size + 1, ...params, ...keyset.params);
  return found.map((row) => withCursor(NEWEST, row));
}

/** How many entries a list has, to 10,000; null beyond. */
export async function countAuditEntries(rows: WorkspaceRows, list: AuditList): Promise<number | null> {
  const { params, select } = auditListSql(list);
  // In the order of the list, so that it is counted along the same indexes.
  const counted = select('a.at, a.id', 'true', 'ORDER BY a.at DESC, a.id DESC LIMIT $2');
  const sql = `SELECT count(*)::integer AS count FROM (${counted}) AS counted`;
  const count = (await rows.row<{ count: number }>(sql, COUNTED + 1, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}

const LOAD = `
  SELECT ${COLUMNS} FROM audit_log a
  WHERE a.workspace_id = $1 AND a.id = ANY ($2) AND ($3::text[] IS NULL OR a.subject_type = ANY ($3))`;

/** Entries by their ids, of the kinds of records that the reader may read about; null: of all. */
export async function loadAuditEntries(
  rows: WorkspaceRows,
  ids: readonly string[],
  readable: readonly string[] | null,
): Promise<ReadonlyMap<string, AuditRow>> {
  const found = await rows.rows<AuditRow>(LOAD, ids, readable);
  return new Map(found.map((entry) => [entry.id, entry]));
}
