import { UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaConsumers } from '../attachments/consumer';
import { hideMedia } from '../attachments/hide-media';
import { countUsages } from '../attachments/load-usages';
import { findUsers, lockUsers } from '../attachments/lock-users';
import { mediaChanged } from '../library/media-changed';
import { type Media } from '../library/media.entity';
import { refuseSome, requireLibraryItems } from './lock-library-items';

export interface DeleteOptions {
  /** Also what is attached to something, as far as the rules of what it is attached to allow. */
  readonly force?: boolean;
}

const DELETE = `
  UPDATE media SET deleted_at = now(), version = version + 1, updated_at = now()
  WHERE workspace_id = $1 AND id = ANY($2)
  RETURNING id, deleted_at`;

/**
 * Deletes library items softly, all or none: they are gone from everywhere but the log and the bin, and with them
 * their attachments, until they are restored or purged. What is deleted already stays as it is.
 *
 * Refuses items that do not exist (NOT_FOUND) or are in use without `force` (IN_USE); with it, asks each entity's
 * consumer, which may refuse (e.g. MEDIA_REQUIRED). Locks the entities, then the items.
 */
export async function deleteMedia(
  tx: Tx,
  consumers: MediaConsumers,
  ids: readonly string[],
  { force = false }: DeleteOptions = {},
): Promise<void> {
  const users = force ? await lockUsers(tx, consumers, ids) : null;
  const going = (await requireLibraryItems(tx, ids)).filter(({ deletedAt }) => deletedAt === null);
  const goingIds = going.map(({ id }) => id);
  if (goingIds.length === 0) return;

  if (users) {
    const using = users.among(await findUsers(tx, goingIds));
    for (const entity of using) await hideMedia(tx, entity, new Set(goingIds));
  } else {
    await refuseUsed(tx, ids, goingIds);
  }
  const deleted = await tx.rows<Pick<Media, 'id' | 'deletedAt'>>(DELETE, goingIds);
  for (const { id, deletedAt } of deleted) {
    tx.audit({
      action: 'media.delete',
      subject: { type: 'media', id },
      before: { deletedAt: null },
      after: { deletedAt },
    });
    mediaChanged(tx, id, 'DELETED');
  }
}

async function refuseUsed(tx: Tx, ids: readonly string[], goingIds: readonly string[]): Promise<void> {
  const counts = await countUsages(tx, goingIds);
  refuseSome(ids, (id) => {
    const count = counts.get(id);
    if (!count) return null;
    const places = count === 1 ? 'one place' : `${count} places`;
    const message = `This is used in ${places}. Detach it there, or delete it with force.`;
    return { code: UserErrorCode.IN_USE, message };
  });
}
