import { UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Observation, recordObservations, wantVoid } from '../../payments';
import { LockedStock, lockStock } from '../../stock';
import { type AttemptFailure, type OrderAttempt } from '../order-attempt.entity';
import { endAttempts } from './end-attempts';
import { stocked } from './look-at-terms';
import { failure } from './short-lines';

const LOCK = `
  SELECT * FROM order_attempt WHERE workspace_id = $1 AND id = $2 AND due_at IS NOT NULL FOR UPDATE`;
const LOCK_ACTIONS = `
  SELECT * FROM order_attempt
  WHERE workspace_id = $1 AND cart_id = ANY($2) AND state = 'action' ORDER BY id FOR UPDATE`;

const PAYMENT_FIELD = ['input', 'payment'];

/** For whom a provider says no. */
export const declined = (message: string): AttemptFailure =>
  failure(UserErrorCode.PAYMENT_DECLINED, message, PAYMENT_FIELD);

/** For who let the time pass in which something was to be done for the payment. */
export const TOO_LATE = declined('The time to pay for this order is over.');

const SUPERSEDED = declined('Another payment was begun for this cart.');

/**
 * Locks an attempt; undefined when it has ended, or `leaseId` is given and it is another's by now, so that its former
 * holder changes nothing any more.
 */
export async function lockAttempt(tx: Tx, id: string, leaseId?: string): Promise<OrderAttempt | undefined> {
  const attempt = await tx.row<OrderAttempt>(LOCK, id);
  return leaseId === undefined || attempt?.leaseId === leaseId ? attempt : undefined;
}

/**
 * Ends an attempt without an order: what it held of the stock is let go, its payment voided; `seen` is what was learned
 * of that just now, to be written down with it. The caller holds the attempt's lock.
 */
export async function failAttempt(
  tx: Tx,
  attempt: OrderAttempt,
  why: AttemptFailure,
  seen: Observation | null = null,
): Promise<void> {
  if (attempt.state === 'action') {
    const variantIds = stocked(attempt.quote.lines).map(({ variantId }) => variantId);
    const stock = await LockedStock.lock(tx, variantIds, [attempt.id]);
    stock.release(attempt.id);
    await stock.write();
  }
  await endAttempts(tx, [{ attemptId: attempt.id, failure: why }]);
  if (attempt.paymentId === null) return;
  if (!seen) return wantVoid(tx, [attempt.paymentId]);
  await recordObservations(tx, [seen], { goesOn: true, wanted: new Map([[attempt.paymentId, 'voided']]) });
}

/** Ends whatever waits for the buyers of carts, since they begin anew. Locks those attempts by id, then their stock. */
export async function supersedeActions(tx: Tx, cartIds: readonly string[]): Promise<void> {
  const attempts = await tx.rows<OrderAttempt>(LOCK_ACTIONS, cartIds);
  const variantIds = attempts.flatMap(({ quote }) => stocked(quote.lines)).map(({ variantId }) => variantId);
  // All at once, as the order of locks wants it.
  if (attempts.length > 1) await lockStock(tx, variantIds);
  for (const attempt of attempts) await failAttempt(tx, attempt, SUPERSEDED);
}
