import { type Tx } from '../platform/unit-of-work/transaction';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    'stock.changed': { variantIds: string[] };
  }
}

/** Says that the levels of these variants changed; one event for all of a commit. */
export function stockChanged(tx: Tx, variantIds: readonly string[]): void {
  if (variantIds.length > 0) tx.publish('stock.changed', { variantIds: [...variantIds] });
}
