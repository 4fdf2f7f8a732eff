import { type Tx } from '../platform/unit-of-work/transaction';
import { lockPayments } from './lock-payments';
import { paymentDue } from './payment-events';

const WANT = `
  UPDATE payment SET wanted = 'captured', attempts = 0, due_at = now(), updated_at = now()
  WHERE workspace_id = $1 AND id = ANY($2)`;

/**
 * Has payments captured that are authorised and not otherwise wanted by now; returns the ids of those that will be, or
 * are already. The others were voided, declined or let go meanwhile, and are left as they are: nothing can be sold for
 * them. Locks the payments by id, ascending.
 */
export async function wantCapture(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const payments = [...(await lockPayments(tx, ids)).values()];
  const isCaptured = ({ wanted, observed }: (typeof payments)[number]) =>
    wanted === 'captured' && observed !== 'failed';
  const isHeld = ({ wanted, observed }: (typeof payments)[number]) =>
    wanted === 'authorized' && (observed === 'authorized' || observed === 'captured');
  const fresh = payments.filter(isHeld);
  if (fresh.length > 0)
    await tx.rows(
      WANT,
      fresh.map(({ id }) => id),
    );
  for (const { id } of fresh) {
    tx.audit({
      action: 'payment.want',
      subject: { type: 'payment', id },
      before: { wanted: 'authorized' },
      after: { wanted: 'captured' },
    });
    paymentDue(tx, id);
  }
  return new Set([...fresh, ...payments.filter(isCaptured)].map(({ id }) => id));
}
