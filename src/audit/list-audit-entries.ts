import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../platform/database/keyset';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type AuditLog } from '../platform/unit-of-work/audit-log.entity';
import { operationTimes } from './operation-times';

export type AuditRow = Omit<AuditLog, 'workspaceId'>;

/** What is left out restricts nothing. */
export interface AuditFilter {
  readonly record?: { readonly type: string; readonly id: string } | null;
  readonly recordType?: string | null;
  readonly actorId?: string | null;
  readonly action?: string | null;
  readonly operationId?: string | null;
  readonly createdAfter?: Date | null;
  readonly createdBefore?: Date | null;
}

export interface AuditList {
  readonly filter: AuditFilter;
  /** The kinds of records that the reader may read about; null: all. */
  readonly readable: readonly string[] | null;
}

export interface AuditPage {
  readonly size: number;
  readonly backward: boolean;
  readonly cursor: string | null;
}

/** Of these kinds; null: of any. */
const OF_TYPES = '($3::text[] IS NULL OR a.subject_type = ANY ($3))';

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

const COLUMNS = `
  a.id, a.operation_id, a.action, a.subject_type, a.subject_id, a.actor_kind, a.actor_id, a.actor_name,
  a.before, a.after, a.request_id, a.ip, a.at`;

const NEWEST: SortOrder = { name: 'at', expression: 'a.at', type: 'timestamptz', descending: true };

/** One page of the log, newest first, with one entry more where there are further ones, in one statement. */
export async function listAuditEntries(
  rows: WorkspaceRows,
  { filter, readable }: AuditList,
  page: AuditPage,
): Promise<(AuditRow & { readonly cursor: string })[]> {
  const types = typesOf(filter, readable);
  const { where, params } = conditions(filter, 4);
  const keyset = keysetSql({ sort: NEWEST, id: 'a.id', ...page }, params.length + 4);
  const onePage = (restriction: string) => `
    SELECT ${COLUMNS}, ${keyset.selection} FROM audit_log a
    WHERE a.workspace_id = $1 AND ${restriction} AND ${where} AND ${keyset.condition}
    ORDER BY ${keyset.orderBy} LIMIT $2`;
  // A page of each kind, of which the page is made: those that may not be read are not passed by, however many.
  const pageOfPages = `
    SELECT a.* FROM unnest($3::text[]) AS kind (type)
    CROSS JOIN LATERAL (${onePage('a.subject_type = kind.type')}) AS a
    ORDER BY ${keyset.orderBy} LIMIT $2`;
  const sql = types !== null && !isNarrow(filter) ? pageOfPages : onePage(OF_TYPES);
  const found = await rows.rows<AuditRow & KeysetRow>(sql, page.size + 1, types, ...params, ...keyset.params);
  return found.map((row) => withCursor(NEWEST, row));
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

/** How many entries a list has, to 10,000; null beyond. */
export async function countAuditEntries(
  rows: WorkspaceRows,
  { filter, readable }: AuditList,
): Promise<number | null> {
  const { where, params } = conditions(filter, 4);
  const sql = `
    SELECT count(*)::integer AS count FROM (
      SELECT 1 FROM audit_log a
      WHERE a.workspace_id = $1 AND ${OF_TYPES} AND ${where} LIMIT $2) AS counted`;
  const types = typesOf(filter, readable);
  const count = (await rows.row<{ count: number }>(sql, COUNTED + 1, types, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}

/** True where an index leads to the entries by something else than their kind or their time. */
function isNarrow({ record, actorId, action, operationId }: AuditFilter): boolean {
  return [record, actorId, action, operationId].some((value) => value != null);
}

/** The kinds of records that a list is about; null: all of them. */
function typesOf(
  { record, recordType }: AuditFilter,
  readable: readonly string[] | null,
): readonly string[] | null {
  const asked = [record?.type, recordType].filter((type) => type != null);
  const [first] = asked;
  if (first === undefined) return readable;
  return [first].filter((type) => asked.every((each) => each === type) && (readable?.includes(type) ?? true));
}

/** A filter's conditions on entries `a`; their parameters begin at that number. */
function conditions(filter: AuditFilter, firstParam: number): { where: string; params: unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value) - 1 + firstParam}`;
  const { record, actorId, action, operationId, createdAfter, createdBefore } = filter;
  const operation = operationId == null ? null : operationTimes(operationId);
  const all = [
    record && `a.subject_id = ${param(record.id)}`,
    actorId != null && `a.actor_id = ${param(actorId)}`,
    action != null && `a.action = ${param(action)}`,
    operation && `a.operation_id = ${param(operationId)}`,
    operation && `a.at BETWEEN ${param(operation.from)} AND ${param(operation.to)}`,
    createdAfter && `a.at > ${param(createdAfter)}`,
    createdBefore && `a.at < ${param(createdBefore)}`,
  ];
  return { where: all.filter(Boolean).join(' AND ') || 'true', params };
}
