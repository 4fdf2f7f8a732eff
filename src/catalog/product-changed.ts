import { type Tx } from '../platform/unit-of-work/transaction';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    'product.changed': { productId: string; kind: 'CREATED' | 'UPDATED' | 'DELETED' };
  }
}

const RAISE = `
  UPDATE product SET version = version + 1, updated_at = now() WHERE workspace_id = $1 AND id = ANY($2)`;

/** Raises the version of products that people changed, and says so. The caller holds their locks. */
export async function productsChanged(tx: Tx, productIds: readonly string[]): Promise<void> {
  await tx.rows(RAISE, productIds);
  for (const productId of productIds) tx.publish('product.changed', { productId, kind: 'UPDATED' });
}
