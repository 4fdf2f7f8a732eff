import { type Tx } from '../platform/unit-of-work/transaction';
import { type Payment } from './payment.entity';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    /** Something is to be done at a payment's provider. */
    'payment.due': { paymentId: string };
    /** What is known of a payment, or of its refunds, changed. */
    'payment.changed': { paymentId: string; reference: string };
    /** What was wanted of a payment can never be had. */
    'payment.failed': { paymentId: string; reference: string };
  }
}

/** Has a payment settled once this commits: at once, instead of when it is found to be due. */
export function paymentDue(tx: Tx, paymentId: string): void {
  tx.publish('payment.due', { paymentId });
}

export function paymentChanged(tx: Tx, { id, reference }: Pick<Payment, 'id' | 'reference'>): void {
  tx.publish('payment.changed', { paymentId: id, reference });
}

export function paymentFailed(tx: Tx, { id, reference }: Pick<Payment, 'id' | 'reference'>): void {
  tx.publish('payment.failed', { paymentId: id, reference });
}
