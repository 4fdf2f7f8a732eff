import { refuse, UserErrorCode } from '../../platform/errors';
import { StaleLookError } from '../../platform/unit-of-work/stale-look-error';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type EntityKey } from './change-entity-media';
import { type MediaConsumer, type MediaConsumers } from './consumer';

/** An entity that uses a library item, with its lock held. */
export interface LockedEntity extends EntityKey {
  readonly consumer: MediaConsumer;
}

const USERS = `
  SELECT DISTINCT entity_type, entity_id FROM attachment
  WHERE workspace_id = $1 AND media_id = ANY($2)
  ORDER BY entity_type, entity_id`;

/** So many entities are locked and judged within one transaction. */
const MAX_USERS = 1_000;

/** The entities that library items are attached to, of whatever type, whether they exist or not. */
export function findUsers(tx: Tx, mediaIds: readonly string[]): Promise<EntityKey[]> {
  return tx.rows<EntityKey>(USERS, mediaIds);
}

export interface LockedUsers {
  /** Of these users, those that exist. Throws StaleLookError where one had not been there to be locked. */
  among(users: readonly EntityKey[]): LockedEntity[];
}

/**
 * Locks the entities that library items are attached to, by type and id, until the commit; to be called before the
 * items are locked. Once they are, nobody can attach them any more, and `among` tells whether someone had just done.
 * Entities that are gone and types that nobody registered are left out.
 */
export async function lockUsers(
  tx: Tx,
  consumers: MediaConsumers,
  mediaIds: readonly string[],
): Promise<LockedUsers> {
  const users = await findUsers(tx, mediaIds);
  if (users.length > MAX_USERS) {
    const message = `These are used in ${users.length} places, which is more than ${MAX_USERS} at once.`;
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, message, ['ids']);
  }
  const locked = new Map<string, LockedEntity | null>(users.map((user) => [nameOf(user), null]));
  for (const entityType of new Set(users.map((user) => user.entityType))) {
    const consumer = consumers.get(entityType);
    if (!consumer) continue;
    const ids = users.filter((user) => user.entityType === entityType).map(({ entityId }) => entityId);
    const there = await consumer.lock(tx, ids);
    for (const entityId of there) {
      const entity = { entityType, entityId, consumer };
      locked.set(nameOf(entity), entity);
    }
  }
  return {
    among: (later) =>
      later.flatMap((user) => {
        const entity = locked.get(nameOf(user));
        if (entity === undefined) throw new StaleLookError('Where media are used');
        return entity ?? [];
      }),
  };
}

function nameOf({ entityType, entityId }: EntityKey): string {
  return `${entityType} ${entityId}`;
}
