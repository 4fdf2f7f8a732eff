import { type Tx } from '../platform/unit-of-work/transaction';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    'order.changed': { orderId: string; kind: 'CREATED' | 'UPDATED' };
  }
}

export function orderChanged(tx: Tx, orderId: string, kind: 'CREATED' | 'UPDATED'): void {
  tx.publish('order.changed', { orderId, kind });
}
