import { type Actor, type Role } from '../platform/actor';
import { type WorkspaceRows } from '../platform/database/workspace-rows';

const ROLE = 'SELECT role FROM users WHERE workspace_id = $1 AND id = $2';

/** A user of the workspace, with the role of this moment, as who acts; null where there is none. */
export async function findMember(rows: WorkspaceRows, userId: string): Promise<Actor | null> {
  const user = await rows.row<{ role: Role }>(ROLE, userId);
  return user ? { kind: 'user', id: userId, role: user.role } : null;
}
