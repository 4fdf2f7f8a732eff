import { Role } from '../../platform/actor';
import { requireRole, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { refuseSome, requireLibraryItems } from '../lifecycle/lock-library-items';
import { cleanMediaDetails, MAX_TAGS } from './media-details';
import { reviseMedia } from './revise-media';

/** Adds tags to library items, behind those that they have; all items or none. See `retag`. */
export function addTags(tx: Tx, ids: readonly string[], tags: readonly string[]): Promise<void> {
  return retag(tx, ids, tags, 'media.tag', (had, named) => [...new Set([...had, ...named])]);
}

/** Takes tags from library items; all items or none. See `retag`. */
export function removeTags(tx: Tx, ids: readonly string[], tags: readonly string[]): Promise<void> {
  return retag(tx, ids, tags, 'media.untag', (had, named) => had.filter((tag) => !named.includes(tag)));
}

/**
 * Each item's version rises where its tags change; nobody else's tags get lost, so none has to be named. Refuses tags
 * that cannot be, items that do not exist (NOT_FOUND), are in the bin (STATE_NOT_ALLOWED) or would have too many
 * (LIMIT_EXCEEDED). Locks the items.
 */
async function retag(
  tx: Tx,
  ids: readonly string[],
  given: readonly string[],
  action: `media.${string}`,
  change: (had: readonly string[], named: readonly string[]) => string[],
): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  const { tags: named = [] } = cleanMediaDetails({ tags: given }, []);
  const items = await requireLibraryItems(tx, ids);
  const retagged = new Map(items.map((item) => [item.id, { item, tags: change(item.tags, named) }]));
  refuseSome(ids, (id) => {
    const { item, tags = [] } = retagged.get(id) ?? {};
    if (item?.deletedAt) {
      return { code: UserErrorCode.STATE_NOT_ALLOWED, message: 'This is in the bin: restore it first.' };
    }
    if (tags.length <= MAX_TAGS) return null;
    return { code: UserErrorCode.LIMIT_EXCEEDED, message: `There may be at most ${MAX_TAGS} tags.` };
  });
  for (const { item, tags } of retagged.values()) await reviseMedia(tx, item, action, { tags });
}
