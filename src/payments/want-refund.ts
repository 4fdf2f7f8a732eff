import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockPayment, refundable } from './lock-payments';
import { openRefund } from './open-refund';
import { paymentDue } from './payment-events';

export interface RefundOrder {
  readonly paymentId: string;
  /** In minor units, at least 1. */
  readonly amount: number;
  /** Who wants it; the same one twice is one refund. */
  readonly reference: string;
}

const DUE = `
  UPDATE payment SET attempts = 0, due_at = now(), updated_at = now() WHERE workspace_id = $1 AND id = $2`;

/**
 * Has a part of a payment given back, once it is captured; returns the refund's id. Never more than is captured: less
 * what was given back and what is on its way. Refuses a payment that is not sold for, STATE_NOT_ALLOWED, and more than
 * is left, LIMIT_EXCEEDED. Locks the payment.
 */
export async function wantRefund(tx: Tx, { paymentId, amount, reference }: RefundOrder): Promise<string> {
  const payment = await lockPayment(tx, paymentId);
  const same = payment.refunds.find((refund) => refund.reference === reference);
  if (same) return same.id;
  if (payment.wanted !== 'captured' || payment.observed === 'failed') {
    throw refuse(UserErrorCode.STATE_NOT_ALLOWED, 'Nothing was collected of this payment.');
  }
  if (amount < 1 || amount > refundable(payment)) {
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, 'So much is not left to be given back of this payment.');
  }
  const { id } = await openRefund(tx, payment, amount, reference);
  await tx.rows(DUE, paymentId);
  paymentDue(tx, paymentId);
  return id;
}
