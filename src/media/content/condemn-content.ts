import { type Tx } from '../../platform/unit-of-work/transaction';

const LOCK = 'SELECT id FROM content WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';

/** What keeps content `c`: the library items over it, deleted ones too until they are purged. */
export const IS_REFERENCED =
  'EXISTS (SELECT 1 FROM media m WHERE m.workspace_id = c.workspace_id AND m.content_id = c.id)';

// Looked at in a statement of its own, which sees what was committed while the lock was waited for.
const CONDEMN = `
  UPDATE content c SET state = 'condemned', condemned_at = now()
  WHERE c.workspace_id = $1 AND c.id = ANY($2) AND c.state = 'live' AND NOT ${IS_REFERENCED}
  RETURNING c.id`;

/**
 * Condemns those of these contents that nothing refers to any more: their bytes go after a grace, unless an upload
 * of the same bytes comes first and revives them. Locks the contents by id until the commit.
 */
export async function condemnUnreferenced(tx: Tx, contentIds: readonly string[]): Promise<void> {
  await tx.rows(LOCK, contentIds);
  for (const { id } of await tx.rows<{ id: string }>(CONDEMN, contentIds)) {
    tx.audit({
      action: 'content.condemn',
      subject: { type: 'content', id },
      before: { state: 'live' },
      after: { state: 'condemned' },
    });
  }
}
