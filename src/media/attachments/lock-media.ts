import { type Tx } from '../../platform/unit-of-work/transaction';
import { type ArrangedMedia } from './arrangement';
import { arrangedMedia, MEDIA_FACTS, type MediaFacts } from './load-arrangement';

const LOCK = `
  SELECT m.id, ${MEDIA_FACTS}
  FROM media m
  JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  WHERE m.workspace_id = $1 AND m.id = ANY($2) AND m.deleted_at IS NULL
  ORDER BY m.id
  FOR SHARE OF m`;

/**
 * Locks library items against deletion and purge until the commit, in the order of their ids; any number of
 * attachments may hold such a lock on one item. Items that are deleted or do not exist are left out.
 */
export async function lockMedia(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, ArrangedMedia>> {
  if (ids.length === 0) return new Map();
  const found = await tx.rows<MediaFacts & { id: string }>(LOCK, ids);
  return new Map(found.map(({ id, ...facts }) => [id, arrangedMedia(id, facts)]));
}
