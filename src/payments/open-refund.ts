import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type LockedPayment, type RefundRow } from './lock-payments';
import { type Payment } from './payment.entity';
import { Refund } from './refund.entity';

/** Writes down that so much of a payment is to be given back; the caller holds its lock and has looked whether it can. */
export async function openRefund(
  tx: Tx,
  { id: paymentId }: Pick<Payment, 'id'>,
  amount: number,
  reference: string | null,
): Promise<RefundRow> {
  const id = uuid();
  await tx.insert(Refund, { id, paymentId, amount, reference });
  tx.audit({
    action: 'refund.open',
    subject: { type: 'refund', id },
    after: { paymentId, amount, reference },
  });
  const now = new Date();
  return {
    ...{ workspaceId: tx.workspaceId, id, paymentId, reference, amount, state: 'pending' },
    ...{ providerRef: null, errorMessage: null, createdAt: now, updatedAt: now },
  };
}

const DROP = `
  UPDATE refund SET state = 'failed', error_message = 'Nothing was collected of the payment.', updated_at = now()
  WHERE workspace_id = $1 AND payment_id = $2 AND state = 'pending'
  RETURNING *`;

/** Gives up the refunds of a payment of which nothing was ever collected; returns them as they are then. */
export async function dropRefunds(tx: Tx, { id, refunds }: LockedPayment): Promise<readonly RefundRow[]> {
  if (!refunds.some(({ state }) => state === 'pending')) return refunds;
  const dropped = await tx.rows<RefundRow>(DROP, id);
  for (const refund of dropped) {
    tx.audit({
      action: 'refund.observe',
      subject: { type: 'refund', id: refund.id },
      before: { state: 'pending' },
      after: { state: refund.state, errorMessage: refund.errorMessage },
    });
  }
  return refunds.map((refund) => dropped.find((each) => each.id === refund.id) ?? refund);
}
