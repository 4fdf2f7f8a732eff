import { type Tx } from '../platform/unit-of-work/transaction';
import { lockPayments, refundable, stepOf } from './lock-payments';
import { openRefund } from './open-refund';
import { paymentDue } from './payment-events';

const WANT = `
  UPDATE payment
  SET wanted = 'voided', attempts = 0, updated_at = now(), due_at = CASE WHEN id = ANY ($3) THEN now() END
  WHERE workspace_id = $1 AND id = ANY ($2)`;

/**
 * Has the buyers of these payments get back all that they gave: what is held is let go, and what is captured is
 * refunded, as far as it was not yet. Where a capture is under way, whichever of the two the provider does first
 * stands, and settlement does the rest. Wanting it twice is the same as once. Locks the payments by id, ascending.
 */
export async function wantVoid(tx: Tx, ids: readonly string[]): Promise<void> {
  const payments = [...(await lockPayments(tx, ids)).values()].filter(({ wanted }) => wanted !== 'voided');
  if (payments.length === 0) return;
  const due: string[] = [];
  for (const payment of payments) {
    const { id, wanted, observed } = payment;
    tx.audit({
      action: 'payment.want',
      subject: { type: 'payment', id },
      before: { wanted },
      after: { wanted: 'voided' },
    });
    const amount = observed === 'captured' ? refundable(payment) : 0;
    const refunds = amount > 0 ? [await openRefund(tx, payment, amount, null)] : [];
    if (stepOf({ ...payment, wanted: 'voided', refunds: [...payment.refunds, ...refunds] })) due.push(id);
  }
  await tx.rows(
    WANT,
    payments.map(({ id }) => id),
    due,
  );
  for (const id of due) paymentDue(tx, id);
}
