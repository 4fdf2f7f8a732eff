import { type Tx } from '../platform/unit-of-work/transaction';
import { nextStep, type Step } from './payment-states';
import { type Payment } from './payment.entity';
import { type Refund } from './refund.entity';

/** A refund as its row has it. */
export type RefundRow = Pick<Refund, keyof Refund>;

/** A payment under lock, with all of its refunds. */
export type LockedPayment = Pick<Payment, keyof Payment> & { readonly refunds: readonly RefundRow[] };

const LOCK = 'SELECT * FROM payment WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE';
const REFUNDS = `
  SELECT * FROM refund WHERE workspace_id = $1 AND payment_id = ANY($2) ORDER BY id`;

/** Locks payments by id, ascending, until the commit; their refunds change under these locks alone. */
export async function lockPayments(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LockedPayment>> {
  const payments = ids.length > 0 ? await tx.rows<Omit<LockedPayment, 'refunds'>>(LOCK, ids) : [];
  // What was never captured was never refunded: no refund can be there, and none has to be asked for.
  const captured = payments.filter(({ wanted }) => wanted !== 'authorized').map(({ id }) => id);
  const refunds = captured.length > 0 ? await tx.rows<RefundRow>(REFUNDS, captured) : [];
  return new Map(
    payments.map((payment) => [
      payment.id,
      { ...payment, refunds: refunds.filter(({ paymentId }) => paymentId === payment.id) },
    ]),
  );
}

/** Locks the one payment of this id; throws where there is none. */
export async function lockPayment(tx: Tx, id: string): Promise<LockedPayment> {
  const payment = (await lockPayments(tx, [id])).get(id);
  if (!payment) throw new Error(`There is no payment ${id}.`);
  return payment;
}

/** What is left to be given back: what is captured, less what was given back and what is on its way. */
export function refundable({ amount, refunded, refunds }: LockedPayment): number {
  const done = sumOf(refunds, 'done');
  // A provider's figure knows of refunds that were made there by hand.
  return amount - Math.max(done, refunded) - sumOf(refunds, 'pending');
}

/** What brings a payment nearer to what is wanted; null where nothing is left to do. */
export function stepOf(
  payment: Pick<LockedPayment, 'wanted' | 'observed' | 'providerRef' | 'refunds'>,
): Step | null {
  const hasPendingRefunds = payment.refunds.some(({ state }) => state === 'pending');
  return nextStep({ ...payment, hasPendingRefunds });
}

export function sumOf(refunds: readonly RefundRow[], state: Refund['state']): number {
  return refunds.filter((refund) => refund.state === state).reduce((sum, { amount }) => sum + amount, 0);
}
