import { type Tx } from '../../platform/unit-of-work/transaction';

const LOCK = 'SELECT id FROM content WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';

/** Nothing keeps content `c`: neither library items over it, deleted ones until they are purged, nor pins. */
export const IS_UNREFERENCED = `
  NOT EXISTS (SELECT FROM media m WHERE m.workspace_id = $1 AND m.content_id = c.id)
  AND NOT EXISTS (SELECT FROM content_pin p WHERE p.workspace_id = $1 AND p.content_id = c.id)`;

// Looked at in a statement of its own, which sees what was committed while the lock was waited for.
const CONDEMN = `
  UPDATE content c SET state = 'condemned', condemned_at = now()
  WHERE c.workspace_id = $1 AND c.id = ANY($2) AND c.state = 'live' AND ${IS_UNREFERENCED}
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
