import { type Tx } from '../platform/unit-of-work/transaction';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    'category.changed': { categoryId: string; kind: 'CREATED' | 'UPDATED' | 'DELETED' };
  }
}

const RAISE =
  'UPDATE category SET version = version + 1, updated_at = now() WHERE workspace_id = $1 AND id = $2';

/** Raises the version of a category that people changed, and says so. The caller holds its lock. */
export async function categoryChanged(tx: Tx, categoryId: string): Promise<void> {
  await tx.rows(RAISE, categoryId);
  tx.publish('category.changed', { categoryId, kind: 'UPDATED' });
}
