import { type Tx } from '../platform/unit-of-work/transaction';
import { dropRefunds, openRefund } from './open-refund';
import { type LockedPayment, lockPayments, refundable, stepOf } from './lock-payments';
import { type Payment } from './payment.entity';
import { paymentChanged, paymentDue, paymentFailed } from './payment-events';
import { type ProviderPayment } from './payment-provider';
import { isFurther, type ObservedState, POLL_SECONDS, type WantedState } from './payment-states';

/** Something that was learned of a payment. */
export interface Observation {
  readonly paymentId: string;
  readonly observed: Exclude<ObservedState, 'none'>;
  readonly providerRef: string | null;
  readonly action: Payment['action'];
  readonly refunded: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What a provider's answer says of a payment. */
export function observationOf(paymentId: string, answer: ProviderPayment): Observation {
  const { providerRef, state, action, declineMessage, refunded } = answer;
  const error =
    state === 'declined' ? { code: 'DECLINED', message: declineMessage ?? 'The card was declined.' } : null;
  return { paymentId, observed: state, providerRef, action, refunded, error };
}

/** That a payment never can be what is wanted. `message` is a sentence that the buyer may read. */
export function failureOf(
  paymentId: string,
  observed: 'declined' | 'failed',
  code: string,
  message: string,
): Observation {
  return { paymentId, observed, providerRef: null, action: null, refunded: 0, error: { code, message } };
}

const WRITE = `
  UPDATE payment p
  SET wanted = c.wanted, observed = c.observed, provider_ref = c.provider_ref, token = NULL, action = c.action, refunded = c.refunded,
      error_code = c.error_code, error_message = c.error_message, attempts = 0, updated_at = now(),
      due_at = CASE WHEN c.due_in IS NOT NULL THEN now() + make_interval(secs => c.due_in) END
  FROM jsonb_to_recordset($2) AS c (id uuid, wanted text, observed text, provider_ref text, action jsonb, refunded bigint,
                                    error_code text, error_message text, due_in integer)
  WHERE p.workspace_id = $1 AND p.id = c.id`;

export interface RecordOptions {
  /** The caller goes on with the payment by itself, so nobody else has to be told that something is to be done. */
  readonly goesOn?: boolean;
  /** What is wanted from now on of payments that were to be authorised, by their ids: as `wantCapture` and `wantVoid`. */
  readonly wanted?: ReadonlyMap<string, WantedState>;
  /** The payments, where the caller has locked them already. */
  readonly locked?: ReadonlyMap<string, LockedPayment>;
}

/**
 * Writes down what was learned of payments, which it locks by id, ascending: in the same commit audit rows and events.
 * What is known never goes back, so observations may come late, twice and in any order; those that say nothing new
 * change nothing. A capture that is not wanted any more is given back. Returns the payments as they are then.
 */
export async function recordObservations(
  tx: Tx,
  observations: readonly Observation[],
  { goesOn = false, wanted, locked }: RecordOptions = {},
): Promise<ReadonlyMap<string, LockedPayment>> {
  const ids = observations.map(({ paymentId }) => paymentId);
  const payments = new Map(locked ?? (await lockPayments(tx, ids)));
  const changed: LockedPayment[] = [];
  for (const seen of observations) {
    const before = payments.get(seen.paymentId);
    if (!before) continue;
    const want = before.wanted === 'authorized' ? wanted?.get(before.id) : undefined;
    const meant = want ? { ...before, wanted: want } : before;
    const after = learn(meant, seen) ?? (want ? meant : null);
    if (!after) continue;
    const learned = { ...after, refunds: await refundsOf(tx, before, after) };
    payments.set(after.id, learned);
    changed.push(learned);
    logAndTell(tx, before, learned);
    if ((!goesOn || want) && isDue(learned)) paymentDue(tx, learned.id);
  }
  if (changed.length > 0) await tx.rows(WRITE, JSON.stringify(changed.map(columnsOf)));
  return payments;
}

/** The payment as it is once this is known of it; null where it says nothing new. */
function learn(payment: LockedPayment, seen: Observation): LockedPayment | null {
  // What was to be captured and is void was let go by the provider, or there by hand: the money cannot be had.
  const isLost = seen.observed === 'voided' && payment.wanted === 'captured';
  const learned = isLost ? { ...seen, ...LOST } : seen;
  const isNew = isFurther(learned.observed, payment.observed);
  const observed = isNew ? learned.observed : payment.observed;
  const refunded =
    observed === 'captured' ? Math.max(payment.refunded, Math.min(seen.refunded, payment.amount)) : 0;
  const isNamed = payment.providerRef === null && seen.providerRef !== null;
  if (!isNew && !isNamed && refunded === payment.refunded) return null;
  return {
    ...payment,
    observed,
    refunded,
    providerRef: payment.providerRef ?? seen.providerRef,
    token: null,
    action: observed === 'action_required' ? (isNew ? learned.action : payment.action) : null,
    errorCode: isNew ? (learned.error?.code ?? null) : payment.errorCode,
    errorMessage: isNew ? (learned.error?.message ?? null) : payment.errorMessage,
  };
}

const LOST = {
  observed: 'failed',
  error: { code: 'LAPSED', message: 'The authorisation of this payment lapsed before it was captured.' },
} as const;

/** The refunds of a payment by what was learned of it: a capture that nobody wants is given back, and one that failed cannot be. */
async function refundsOf(tx: Tx, before: LockedPayment, after: LockedPayment) {
  if (after.observed === 'failed') return dropRefunds(tx, after);
  const isUnwanted =
    after.observed === 'captured' && before.observed !== 'captured' && after.wanted === 'voided';
  const amount = isUnwanted ? refundable(after) : 0;
  return amount > 0 ? [...after.refunds, await openRefund(tx, after, amount, null)] : after.refunds;
}

function logAndTell(tx: Tx, before: LockedPayment, after: LockedPayment): void {
  const { id, observed, refunded, providerRef, errorCode } = after;
  const isWantedAnew = after.wanted !== before.wanted;
  tx.audit({
    action: 'payment.observe',
    subject: { type: 'payment', id },
    before: {
      ...(isWantedAnew && { wanted: before.wanted }),
      ...{ observed: before.observed, refunded: before.refunded },
    },
    after: { ...(isWantedAnew && { wanted: after.wanted }), observed, refunded, providerRef, errorCode },
  });
  paymentChanged(tx, after);
  if (observed === 'failed' && before.observed !== 'failed') paymentFailed(tx, after);
}

function columnsOf(payment: LockedPayment): object {
  const step = stepOf(payment);
  return {
    id: payment.id,
    wanted: payment.wanted,
    observed: payment.observed,
    provider_ref: payment.providerRef,
    action: payment.action,
    refunded: payment.refunded,
    error_code: payment.errorCode,
    error_message: payment.errorMessage,
    due_in: step === null ? null : step === 'find' ? POLL_SECONDS : 0,
  };
}

/** True where something can be done at once; a buyer's part is waited for. */
function isDue(payment: LockedPayment): boolean {
  const step = stepOf(payment);
  return step !== null && step !== 'find';
}
