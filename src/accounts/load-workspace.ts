import { encodeId } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Workspace as WorkspaceRow } from './workspace.entity';
import { Workspace } from './workspace.type';

type FoundWorkspace = Pick<WorkspaceRow, 'id' | 'slug' | 'name' | 'currencyCode'>;

// A workspace's own id stands where other tables have workspace_id, and its rows are asked for by that name.
const THE_WORKSPACE = `
  SELECT id, slug, name, currency_code FROM (SELECT id AS workspace_id, * FROM workspace) AS w WHERE workspace_id = $1`;

/** The workspace that the request runs in, as it is now. */
export async function loadWorkspace({ db }: WorkspaceContext): Promise<Workspace> {
  const row = await db.row<FoundWorkspace>(THE_WORKSPACE);
  if (!row) throw new Error(`The workspace ${db.workspaceId} is gone.`);
  const { id: uuid, ...fields } = row;
  return Object.assign(new Workspace(), { id: encodeId('Workspace', uuid), uuid, ...fields });
}
