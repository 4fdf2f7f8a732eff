import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaConsumers } from '../attachments/consumer';
import { showAgain } from '../attachments/hide-media';
import { findUsers, lockUsers } from '../attachments/lock-users';
import { mediaChanged } from '../library/media-changed';
import { type LibraryItem } from '../library/load-media';
import { lockLibraryItems, requireLibraryItems } from './lock-library-items';

/**
 * Takes library items out of the bin, all or none, and shows them again where they were attached. What is not
 * deleted stays as it is; what does not exist is refused. Locks the entities, then the items.
 */
export async function restoreMedia(tx: Tx, consumers: MediaConsumers, ids: readonly string[]): Promise<void> {
  const restored = await bringBack(tx, consumers, ids);
  await requireLibraryItems(tx, ids);
  for (const { id, deletedAt } of restored) {
    tx.audit({
      action: 'media.restore',
      subject: { type: 'media', id },
      before: { deletedAt },
      after: { deletedAt: null },
    });
    mediaChanged(tx, id, 'UPDATED');
  }
}

const RESTORE = `
  UPDATE media SET deleted_at = NULL, version = version + 1, updated_at = now()
  WHERE workspace_id = $1 AND id = ANY($2)`;

/**
 * The part of `restoreMedia` for a caller that says itself what it did. Returns what it restored, as it was; what is
 * not deleted or does not exist is left out.
 */
export async function bringBack(
  tx: Tx,
  consumers: MediaConsumers,
  ids: readonly string[],
): Promise<readonly LibraryItem[]> {
  const users = await lockUsers(tx, consumers, ids);
  const returning = (await lockLibraryItems(tx, ids)).filter(({ deletedAt }) => deletedAt !== null);
  const returningIds = returning.map(({ id }) => id);
  if (returningIds.length === 0) return [];

  const using = users.among(await findUsers(tx, returningIds));
  for (const entity of using) await showAgain(tx, entity, new Set(returningIds));
  await tx.rows(RESTORE, returningIds);
  return returning;
}
