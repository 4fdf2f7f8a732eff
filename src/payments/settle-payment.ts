import { failpoint } from '../platform/failpoint';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type PaymentDeps, PAYMENTS_ACTOR } from './payment-deps';
import { claimPayment, pauseSeconds, type PaymentLease, releasePayment, renewPayment } from './lease-payment';
import { type LockedPayment, lockPayment, type RefundRow, stepOf } from './lock-payments';
import { ProviderUnavailableError } from './payment-provider';
import { POLL_SECONDS, type Step } from './payment-states';
import { recordObservations } from './record-observations';
import { recordRefund } from './record-refund';
import { type Outcome, takeStep } from './take-step';

/** What came of a step, or that nobody knows. */
type Result = Outcome | { readonly kind: 'unknown' };

/**
 * Brings a payment to what is wanted of it, step by step: authorised, captured, voided, refunded, whatever its provider
 * says meanwhile. Takes a lease, so that of many who try one works; asks the provider outside of transactions, under
 * keys that follow from the payment; writes down what each step brought, with audit rows and events, in a short one.
 * May be killed at any line and repeated. Never throws for what a provider does: what brought no answer is due again
 * after a pause that grows. Told to stop by `signal`, it leaves the next step to the next worker.
 */
export async function settlePayment(
  deps: PaymentDeps,
  workspaceId: string,
  paymentId: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const origin = { workspaceId, actor: PAYMENTS_ACTOR };
  let lease = await deps.unitOfWork.run(origin, (tx) => claimPayment(tx, paymentId));
  failpoint('payment:claimed');
  const tried = new Set<string>();
  while (lease) {
    const held: PaymentLease = lease;
    const step = stepOf(held.payment);
    const refund = step === 'refund' ? nextRefund(held.payment, tried) : undefined;
    if (refund) tried.add(refund.id);
    const result = await tryStep(deps, held.payment, step, refund);
    failpoint(`payment:${step}`);
    lease = await deps.unitOfWork.run(origin, (tx) => conclude(tx, held, result, tried, signal.aborted));
  }
}

async function tryStep(
  deps: PaymentDeps,
  payment: LockedPayment,
  step: Step | null,
  refund: RefundRow | undefined,
): Promise<Result> {
  if (!step) return { kind: 'closed' };
  try {
    return await takeStep(deps, payment, step, refund);
  } catch (error) {
    const said = { err: error, paymentId: payment.id, step, attempts: payment.attempts };
    if (error instanceof ProviderUnavailableError) {
      deps.log.warn(said, 'a payment provider did not answer; trying again');
    } else deps.log.error(said, 'a payment could not be settled; trying again');
    return { kind: 'unknown' };
  }
}

/** Writes down what a step brought; returns the lease where there is another to take, and gives it back otherwise. */
async function conclude(
  tx: Tx,
  { leaseId, payment: before }: PaymentLease,
  result: Result,
  tried: ReadonlySet<string>,
  isStopping: boolean,
): Promise<PaymentLease | null> {
  if (result.kind === 'refund') await recordRefund(tx, before.id, result.outcome);
  if (result.kind !== 'closed' && result.kind !== 'unknown' && result.observation) {
    await recordObservations(tx, [result.observation], { goesOn: true });
  }
  const payment = await lockPayment(tx, before.id);
  if (payment.leaseId !== leaseId) return null;

  const lease = { leaseId, payment };
  const step = stepOf(payment);
  const isSame = step === stepOf(before) && (step !== 'refund' || !nextRefund(payment, tried));
  if (step === null || (result.kind === 'closed' && isSame)) await releasePayment(tx, lease, null);
  else if (result.kind === 'unknown') await releasePayment(tx, lease, pauseSeconds(payment.attempts));
  else if (isSame) await releasePayment(tx, lease, pauseSeconds(payment.attempts, POLL_SECONDS));
  else if (isStopping) await releasePayment(tx, lease, 0);
  else {
    await renewPayment(tx, lease);
    return lease;
  }
  return null;
}

/** The first of the refunds to be made that was not tried yet. */
function nextRefund({ refunds }: LockedPayment, tried: ReadonlySet<string>): RefundRow | undefined {
  return refunds.find(({ id, state }) => state === 'pending' && !tried.has(id));
}
