import { type Tx } from '../platform/unit-of-work/transaction';
import { type LockedPayment, lockPayment } from './lock-payments';
import { paymentChanged } from './payment-events';
import { type RefundState } from './payment-states';
import { Refund } from './refund.entity';

/** What was learned of a refund. */
export interface RefundOutcome {
  readonly refundId: string;
  readonly state: RefundState;
  readonly providerRef: string | null;
  readonly failure: string | null;
}

/**
 * Writes down what came of a refund; how much of its payment is given back by then is an observation of its own. A
 * refund that was done may fail later; one that has failed stays so. Locks the payment.
 */
export async function recordRefund(
  tx: Tx,
  paymentId: string,
  { refundId, state, providerRef, failure }: RefundOutcome,
): Promise<void> {
  const payment = await lockPayment(tx, paymentId);
  const refund = payment.refunds.find(({ id }) => id === refundId);
  if (!refund || refund.state === 'failed' || (refund.state === 'done' && state === 'pending')) return;
  if (refund.state === state && refund.providerRef !== null) return;

  const known = { state, providerRef: refund.providerRef ?? providerRef, errorMessage: failure };
  await tx.update(Refund, { id: refundId }, { ...known, updatedAt: new Date() });
  if (refund.state === state) return;
  tx.audit({
    action: 'refund.observe',
    subject: { type: 'refund', id: refundId },
    before: { state: refund.state },
    after: known,
  });
  if (refund.state === 'done') await takeBack(tx, payment, refund.amount);
  paymentChanged(tx, payment);
}

const TAKE_BACK = `
  UPDATE payment SET refunded = greatest(refunded - $3, 0), updated_at = now() WHERE workspace_id = $1 AND id = $2`;

/** Money that a bank would not take for the buyer is the seller's again. */
async function takeBack(tx: Tx, payment: LockedPayment, amount: number): Promise<void> {
  await tx.rows(TAKE_BACK, payment.id, amount);
  tx.audit({
    action: 'payment.observe',
    subject: { type: 'payment', id: payment.id },
    before: { refunded: payment.refunded },
    after: { refunded: Math.max(payment.refunded - amount, 0) },
  });
}
