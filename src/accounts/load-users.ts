import DataLoader from 'dataloader';
import { type Actor } from '../platform/actor';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { encodeId } from '../platform/graphql/global-id';
import { loaderKey } from '../platform/graphql/loaders';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type User as UserRow } from './user.entity';
import { displayName, visibleUsers } from './user-names';
import { User } from './user.type';

type FoundUser = Omit<UserRow, 'workspaceId' | 'passwordHash' | 'version' | 'createdAt' | 'updatedAt'>;

const USERS_BY_ID = `
  SELECT id, email, username, first_name, last_name, role, email_verified, phone,
         preferred_currency, preferred_language, newsletter_subscribed
  FROM users WHERE workspace_id = $1 AND id = ANY($2)`;

const USERS = loaderKey<string, User | null>('users');

/** The users of the workspace that the viewer may see, in the order of the ids, null for the others. */
export async function findUsers(
  reads: WorkspaceRows,
  viewer: Actor,
  uuids: readonly string[],
): Promise<(User | null)[]> {
  const visible = visibleUsers(viewer, uuids);
  if (visible.length === 0) return uuids.map(() => null);
  const found = await reads.rows<FoundUser>(USERS_BY_ID, visible);
  const byId = new Map(found.map((row) => [row.id, asSeen(row, viewer)]));
  return uuids.map((uuid) => byId.get(uuid) ?? null);
}

/** A user by the id inside, as the caller of this request may see it; one statement for all of a request's. */
export function loadUser(context: WorkspaceContext, uuid: string): Promise<User | null> {
  const { loaders, db, actor } = context;
  return loaders.get(USERS, () => new DataLoader((uuids) => findUsers(db, actor, uuids))).load(uuid);
}

function asSeen({ id: uuid, ...row }: FoundUser, viewer: Actor): User {
  return Object.assign(new User(), {
    id: encodeId('User', uuid),
    uuid,
    isSelf: viewer.kind === 'user' && viewer.id === uuid,
    ...row,
    displayName: displayName(row),
  });
}
