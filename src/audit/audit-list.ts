/** What is left out or null restricts nothing. */
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

/**
 * Every pair of a kind of records and an action that the log of the workspace has, each found by one step in an index;
 * there are some dozens.
 */
const KINDS = `
  WITH RECURSIVE kind (subject_type, action) AS (
    (SELECT a.subject_type, a.action FROM audit_log a
     WHERE a.workspace_id = $1 ORDER BY a.subject_type, a.action LIMIT 1)
    UNION ALL
    SELECT next.subject_type, next.action FROM kind CROSS JOIN LATERAL (
      SELECT a.subject_type, a.action FROM audit_log a
      WHERE a.workspace_id = $1 AND (a.subject_type, a.action) > (kind.subject_type, kind.action)
      ORDER BY a.subject_type, a.action LIMIT 1) AS next
  )`;

export interface AuditListSql {
  /** The parameters from `$3` on. */
  readonly params: readonly unknown[];
  /**
   * The statement for some columns of entries `a`, their id and time among them, of those that a further condition holds
   * for; `end` is its ORDER BY and LIMIT, which cut a part of the list as well as the whole.
   */
  readonly select: (columns: string, condition: string, end: string) => string;
}

/**
 * The SQL of a list. What belongs to one record, or to one operation, is little and read by that. Any other list is
 * merged from one for each kind and action, as an index has them (of one actor, too, in another index), so that whatever
 * is not asked for, or may not be read, is not passed by, however much there is of it.
 */
export function auditListSql({ filter, readable }: AuditList): AuditListSql {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value) + 2}`;
  const { record, recordType, actorId, action, operationId, createdAfter, createdBefore } = filter;
  const ofKind = allOf([
    readable !== null && `subject_type = ANY (${param(readable)}::text[])`,
    record && `subject_type = ${param(record.type)}`,
    recordType != null && `subject_type = ${param(recordType)}`,
    action != null && `action = ${param(action)}`,
  ]);
  const isListed = allOf([
    record && `a.subject_id = ${param(record.id)}`,
    operationId != null && `a.operation_id = ${param(operationId)}`,
    actorId != null && `a.actor_id = ${param(actorId)}`,
    createdAfter && `a.at > ${param(createdAfter)}`,
    createdBefore && `a.at < ${param(createdBefore)}`,
  ]);
  const isNarrow = Boolean(record) || operationId != null;
  const select: AuditListSql['select'] = (columns, condition, end) =>
    isNarrow
      ? `SELECT ${columns} FROM audit_log a
         WHERE a.workspace_id = $1 AND ${isListed} AND ${ofKind} AND ${condition} ${end}`
      : `${KINDS}
         SELECT a.* FROM (SELECT * FROM kind WHERE ${ofKind}) AS kind CROSS JOIN LATERAL (
           SELECT ${columns} FROM audit_log a
           WHERE a.workspace_id = $1 AND a.subject_type = kind.subject_type AND a.action = kind.action
             AND ${isListed} AND ${condition} ${end}) AS a ${end}`;
  return { params, select };
}

function allOf(conditions: readonly (string | false | null | undefined)[]): string {
  return conditions.filter(Boolean).join(' AND ') || 'true';
}
