import { UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { condemnUnreferenced } from '../content/condemn-content';
import { mediaChanged } from '../library/media-changed';
import { releaseStorage } from '../usage/charge-storage';
import { refuseSome, requireLibraryItems } from './lock-library-items';

const FORGET_USES = 'DELETE FROM attachment WHERE workspace_id = $1 AND media_id = ANY($2)';
const FORGET = 'DELETE FROM media WHERE workspace_id = $1 AND id = ANY($2)';

/**
 * Takes deleted library items away for good, all or none, with the attachments that were hidden with them; bytes
 * that nothing refers to any more are condemned, and go after the grace. Refuses items that do not exist
 * (NOT_FOUND) or are not deleted (STATE_NOT_ALLOWED). Locks the items, then their contents, then the tally.
 */
export async function purgeMedia(tx: Tx, ids: readonly string[]): Promise<void> {
  const items = await requireLibraryItems(tx, ids);
  const live = new Set(items.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id));
  refuseSome(ids, (id) =>
    live.has(id)
      ? {
          code: UserErrorCode.STATE_NOT_ALLOWED,
          message: 'Only what is deleted can be purged: delete it first.',
        }
      : null,
  );
  // Hidden as they are, no entity looks different without them.
  await tx.rows(FORGET_USES, ids);
  await tx.rows(FORGET, ids);
  for (const before of items) {
    tx.audit({ action: 'media.purge', subject: { type: 'media', id: before.id }, before });
    mediaChanged(tx, before.id, 'DELETED');
  }
  await condemnUnreferenced(tx, [...new Set(items.map(({ contentId }) => contentId))]);
  const shares = items.map(({ uploadedBy, byteSize }) => ({
    workspaceBytes: 0,
    userId: uploadedBy,
    userBytes: byteSize,
  }));
  await releaseStorage(tx, ...shares);
}
