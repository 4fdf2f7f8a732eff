import { UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Content } from '../content/content.entity';
import { renewWork } from '../content/renew-work';
import { refuseSome, requireLibraryItems } from '../lifecycle/lock-library-items';
import { RECIPES } from './recipes';

const LOCK = 'SELECT * FROM content WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';

/**
 * Has library items processed anew, all or none. What is being processed, and what needs no processing, is left as it
 * is. Refuses items that do not exist or are deleted (NOT_FOUND). Locks the items, then their contents.
 */
export async function reprocessMedia(tx: Tx, ids: readonly string[]): Promise<void> {
  const items = await requireLibraryItems(tx, ids);
  const deleted = new Set(items.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id));
  refuseSome(ids, (id) =>
    deleted.has(id) ? { code: UserErrorCode.NOT_FOUND, message: 'There is no such media.' } : null,
  );
  const contents = await tx.rows<Content>(LOCK, [...new Set(items.map(({ contentId }) => contentId))]);
  for (const content of contents) {
    if (content.mediaType in RECIPES && content.dueAt === null) await reprocessContent(tx, content);
  }
}

/** Has a content processed anew, with an audit row; the caller holds its lock, and nobody works on it. */
export async function reprocessContent(
  tx: Tx,
  { id, status, recipe, errorCode }: Pick<Content, 'id' | 'status' | 'recipe' | 'errorCode'>,
): Promise<void> {
  await renewWork(tx, id);
  tx.audit({
    action: 'content.reprocess',
    subject: { type: 'content', id },
    before: { status, recipe, ...(errorCode !== null && { code: errorCode }) },
  });
}
