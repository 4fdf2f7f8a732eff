import { type WorkspaceRows } from '../platform/database/workspace-rows';

const NAME = `
  SELECT name FROM (SELECT id AS workspace_id, name FROM workspace) AS w WHERE workspace_id = $1`;

/** What people call the workspace. */
export async function workspaceName(rows: WorkspaceRows): Promise<string> {
  const row = await rows.row<{ name: string }>(NAME);
  if (!row) throw new Error(`The workspace ${rows.workspaceId} is gone.`);
  return row.name;
}
