import { type WorkspaceRows } from '../../platform/database/workspace-rows';

/** How many bytes a workspace may store, and each of its users; null: any number. */
export interface Quota {
  readonly workspaceBytes: number | null;
  readonly userBytes: number | null;
}

/** Stands in the database for a quota without a limit, as its null is for what the configuration says. */
export const UNLIMITED = 2n ** 63n - 1n;

const LOAD = `
  SELECT workspace_bytes, user_bytes,
         workspace_bytes = ${UNLIMITED} AS any_in_workspace, user_bytes = ${UNLIMITED} AS any_of_user
  FROM media_quota WHERE workspace_id = $1`;

interface QuotaRow extends Quota {
  readonly anyInWorkspace: boolean | null;
  readonly anyOfUser: boolean | null;
}

/** What the workspace may store: its own quota, and `configured` for what that leaves open. */
export async function loadQuota(rows: WorkspaceRows, configured: Quota): Promise<Quota> {
  const own = await rows.row<QuotaRow>(LOAD);
  return {
    workspaceBytes: own?.anyInWorkspace ? null : (own?.workspaceBytes ?? configured.workspaceBytes),
    userBytes: own?.anyOfUser ? null : (own?.userBytes ?? configured.userBytes),
  };
}
