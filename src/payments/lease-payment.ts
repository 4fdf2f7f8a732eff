import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type LockedPayment, lockPayment, stepOf } from './lock-payments';

/** A payment that its holder alone settles, until the lease runs out. */
export interface PaymentLease {
  readonly leaseId: string;
  readonly payment: LockedPayment;
}

// Longer than a step at a provider takes, of which a few questions may be part; renewed with each.
const LEASE_SECONDS = 60;
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3_600;

const CLAIM = `
  UPDATE payment
  SET lease_id = $3, leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1
  WHERE workspace_id = $1 AND id = $2 AND due_at IS NOT NULL AND (leased_until IS NULL OR leased_until < now())
  RETURNING id`;

/**
 * Takes the settlement of a payment for a minute, if there is anything to do and nobody alive has it; else null. Locks
 * the payment until the commit.
 */
export async function claimPayment(tx: Tx, paymentId: string): Promise<PaymentLease | null> {
  const leaseId = uuid();
  if (!(await tx.row(CLAIM, paymentId, leaseId))) return null;
  const payment = await lockPayment(tx, paymentId);
  if (stepOf(payment)) return { leaseId, payment };
  await releasePayment(tx, { leaseId, payment }, null);
  return null;
}

const RENEW = `
  UPDATE payment
  SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3`;

/** Keeps a lease for another minute; the caller has seen under the payment's lock that it is theirs. */
export async function renewPayment(tx: Tx, { leaseId, payment }: PaymentLease): Promise<void> {
  await tx.rows(RENEW, payment.id, leaseId);
}

const RELEASE = `
  UPDATE payment
  SET lease_id = NULL, leased_until = NULL, attempts = CASE WHEN $4::double precision IS NOT NULL THEN attempts ELSE 0 END,
      due_at = CASE WHEN $4::double precision IS NOT NULL THEN now() + make_interval(secs => $4) END
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3`;

/** Gives a lease back: the payment is due again in so many seconds, or not at all. */
export async function releasePayment(
  tx: Tx,
  { leaseId, payment }: PaymentLease,
  dueInSeconds: number | null,
): Promise<void> {
  await tx.rows(RELEASE, payment.id, leaseId, dueInSeconds);
}

/** How long to wait after so many tries that nothing came of: twice as long each time, with a part left to chance. */
export function pauseSeconds(attempts: number, first = FIRST_PAUSE_SECONDS): number {
  const pause = Math.min(first * 2 ** Math.min(Math.max(attempts, 1) - 1, 20), LONGEST_PAUSE_SECONDS);
  return pause * (0.75 + Math.random() / 4);
}
