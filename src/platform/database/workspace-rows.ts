import { LRUCache } from 'lru-cache';
import { type Pool, type PoolClient } from 'pg';

/** Reads of one workspace; what a unit of work offers too, then inside its transaction. */
export interface WorkspaceRows {
  readonly workspaceId: string;
  /**
   * Runs one statement in the workspace: `$1` is always the workspace's id, `params` follow from `$2`. The
   * statement has to say `workspace_id = $1` (an INSERT has to fill `workspace_id` from `$1`), else it is
   * refused before it runs; joins go over `workspace_id` as well as the id. Columns come back in camelCase.
   */
  rows<T extends object>(sql: string, ...params: unknown[]): Promise<T[]>;
  /** The first row of `rows`, or undefined. */
  row<T extends object>(sql: string, ...params: unknown[]): Promise<T | undefined>;
}

/** Statements that were looked at; bounded, as lists make theirs from their filters. */
const scoped = new LRUCache<string, true>({ max: 1_000 });

/** Throws unless the statement restricts itself to the workspace in `$1`: a bug, never the caller's fault. */
export function assertScoped(sql: string): void {
  if (scoped.has(sql)) return;
  const isInsert = /^\s*INSERT\b/i.test(sql);
  const restricts = isInsert
    ? /\bworkspace_id\b/.test(sql) && /\$1\b/.test(sql)
    : /\bworkspace_id\s*=\s*\$1\b/.test(sql);
  if (!restricts)
    throw new Error(`A statement does not say "workspace_id = $1": ${sql.trim().slice(0, 200)}`);
  scoped.set(sql, true);
}

/** Runs a statement and names its columns in camelCase. */
export async function queryRows<T extends object>(
  connection: Pool | PoolClient,
  sql: string,
  params: unknown[],
): Promise<T[]> {
  const { rows, fields } = await connection.query<unknown[]>({ text: sql, values: params, rowMode: 'array' });
  const names = fields.map((field) => camelCase(field.name));
  return rows.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]])) as T);
}

const camelCased = new Map<string, string>();

function camelCase(column: string): string {
  let name = camelCased.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelCased.set(column, name);
  }
  return name;
}
