import { Refusal, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Arrangement, without } from './arrangement';
import { changeEntityMedia, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';

/** Detaches by attachment ids, all or none; the library items stay. */
export async function detachMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  ids: readonly string[],
): Promise<void> {
  await changeEntityMedia(tx, consumers, entity, (before) => {
    requireAttached(before, ids, (index) => ['ids', String(index)]);
    return without(before, new Set(ids));
  });
}

/** Refuses ids that are not among the entity's visible media, each with the path to it. */
export function requireAttached(
  arrangement: Arrangement,
  ids: readonly string[],
  pathOf: (index: number) => readonly string[],
): void {
  const attached = new Set(arrangement.filter(({ hidden }) => !hidden).map(({ id }) => id));
  const faults = ids.flatMap((id, index) =>
    attached.has(id)
      ? []
      : [
          {
            code: UserErrorCode.NOT_FOUND,
            message: 'This is not among the media of the entity.',
            field: pathOf(index),
          },
        ],
  );
  if (faults.length > 0) throw new Refusal(faults);
}

const DETACH_ALL = `
  DELETE FROM attachment
  WHERE workspace_id = $1 AND entity_type = $2 AND entity_id = ANY($3)
  RETURNING media_id`;

/**
 * Detaches everything from entities that are about to be deleted, without asking their rules. The caller holds
 * the entities' locks, and deletes them in the same unit of work. Returns the ids of what was attached.
 */
export async function detachDeleted(
  tx: Tx,
  entityType: string,
  entityIds: readonly string[],
): Promise<string[]> {
  const detached = await tx.rows<{ mediaId: string }>(DETACH_ALL, entityType, entityIds);
  return [...new Set(detached.map(({ mediaId }) => mediaId))];
}
