import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Observation, recordObservations } from '../../payments';
import { LockedStock } from '../../stock';
import { type AttemptOutcome, outcomeOf } from './attempt-outcome';
import { failAttempt, lockAttempt } from './fail-attempt';
import { findAttempt, type LeasedAttempt } from './lease-attempt';
import { stocked } from './look-at-terms';
import { shortageFailure } from './short-lines';

/** How long stock is held for somebody who has something to do for the payment. */
const HOLD_MINUTES = 15;

const WAIT = `
  UPDATE order_attempt
  SET state = 'action', expires_at = $3, due_at = $3, lease_id = NULL, leased_until = NULL
  WHERE workspace_id = $1 AND id = $2`;

/**
 * Holds the stock of an attempt whose buyer has something to do first, writes down what was seen of its payment, and
 * gives its lease back; what is short ends it. Locks the attempt, the stock, then the payment.
 */
export async function holdForAction(
  tx: Tx,
  { id, leaseId }: LeasedAttempt,
  seen: Observation | null,
): Promise<AttemptOutcome> {
  const attempt = await lockAttempt(tx, id, leaseId);
  if (!attempt?.paymentId) return standing(tx, id);
  const lines = stocked(attempt.quote.lines);
  const stock = await LockedStock.lock(
    tx,
    lines.map(({ variantId }) => variantId),
  );
  const shortages = stock.shortages(lines);
  if (shortages.length > 0) {
    const failure = shortageFailure(lines, shortages);
    await failAttempt(tx, attempt, failure, seen);
    return { is: 'failed', failure };
  }
  if (seen) await recordObservations(tx, [seen], { goesOn: true });
  const expiresAt = new Date(Date.now() + HOLD_MINUTES * 60_000);
  stock.hold(lines, id, expiresAt);
  await stock.write();
  await tx.rows(WAIT, id, expiresAt);
  return { is: 'action', paymentId: attempt.paymentId, expiresAt };
}

async function standing(tx: Tx, id: string): Promise<AttemptOutcome> {
  const attempt = await findAttempt(tx, id);
  return attempt ? outcomeOf(attempt) : { is: 'open' };
}
