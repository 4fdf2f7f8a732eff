import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type Tx } from '../../platform/unit-of-work/transaction';

const ITEMS = 'SELECT id FROM media WHERE workspace_id = $1 AND content_id = $2 AND deleted_at IS NULL';

/** The library items that show a content. */
export async function mediaOfContent(rows: WorkspaceRows, contentId: string): Promise<string[]> {
  return (await rows.rows<{ id: string }>(ITEMS, contentId)).map(({ id }) => id);
}

/** Says of every library item of a content that it changed, as its status or its progress did. */
export async function announceContent(tx: Tx, contentId: string): Promise<void> {
  for (const mediaId of await mediaOfContent(tx, contentId)) {
    tx.publish('media.changed', { mediaId, kind: 'UPDATED' });
  }
}
