import { type Actor, isStaff } from '../platform/actor';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type User } from './user.entity';

type Named = Pick<User, 'email' | 'username' | 'firstName' | 'lastName'>;

/** Of these users, those that the viewer may see: staff see all, everyone else sees nobody but themselves. */
export function visibleUsers(viewer: Actor, ids: readonly string[]): readonly string[] {
  return isStaff(viewer) ? ids : ids.filter((id) => viewer.kind === 'user' && viewer.id === id);
}

/** First and last name, else the user name, else what stands before the @. */
export function displayName({ firstName, lastName, username, email }: Named): string {
  const fullName = [firstName, lastName].filter(Boolean).join(' ');
  return [fullName, username, email?.replace(/@.*$/, '')].find(Boolean) ?? 'Unnamed';
}

const NAMED = `
  SELECT id, email, username, first_name, last_name FROM users WHERE workspace_id = $1 AND id = ANY($2)`;

/** What people call these users, of those that the viewer may see; one statement. */
export async function userNames(
  rows: WorkspaceRows,
  viewer: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const visible = visibleUsers(viewer, ids);
  if (visible.length === 0) return new Map();
  const users = await rows.rows<Named & { id: string }>(NAMED, visible);
  return new Map(users.map((user) => [user.id, displayName(user)]));
}
