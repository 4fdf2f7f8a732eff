import { type Tx } from '../platform/unit-of-work/transaction';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    'stock.changed': { variantIds: string[] };
  }
}

/** A message between processes holds the ids of some 190 variants. */
const MOST_OF_AN_EVENT = 100;

/** Says that the levels of these variants changed: by one event for all of a commit, unless they are too many for one. */
export function stockChanged(tx: Tx, variantIds: readonly string[]): void {
  for (let first = 0; first < variantIds.length; first += MOST_OF_AN_EVENT) {
    tx.publish('stock.changed', { variantIds: variantIds.slice(first, first + MOST_OF_AN_EVENT) });
  }
}
