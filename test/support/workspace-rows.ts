import { type TestDatabase } from './test-database';

/** The rows of workspaces by table, each as the JSON that PostgreSQL makes of it. */
export type WorkspaceContents = Readonly<Record<string, readonly object[]>>;

const TABLES = `
  SELECT c.relname AS name, CASE WHEN c.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END AS key
  FROM pg_class c
  WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
  ORDER BY c.relname`;

/**
 * All that the database holds of some workspaces, their events and audit logs included: what is equal before and after
 * was not changed. Sees every table that row security protects, so new ones need no mention here.
 */
export async function rowsOf(db: TestDatabase, ...workspaceIds: string[]): Promise<WorkspaceContents> {
  const tables = await db.query<{ name: string; key: string }>(TABLES);
  const selects = tables.map(
    ({ name, key }) => `SELECT '${name}' AS name, to_jsonb(t) AS row FROM ${name} t WHERE t.${key} = ANY($1)`,
  );
  const rows = await db.query<{ name: string; row: object }>(
    `SELECT name, row FROM (${selects.join(' UNION ALL ')}) AS every ORDER BY name, row::text`,
    workspaceIds,
  );
  const contents = new Map<string, object[]>(tables.map(({ name }) => [name, []]));
  for (const { name, row } of rows) contents.get(name)?.push(row);
  return Object.fromEntries(contents);
}
