import { askAuthorization, askState, bounded } from './ask-provider';
import { loadAskedPayment } from './load-asked-payment';
import { type PaymentDeps } from './payment-deps';
import { type LockedPayment, type RefundRow } from './lock-payments';
import { type PaymentProvider, ProviderRefusedError } from './payment-provider';
import { type Step } from './payment-states';
import { failureOf, type Observation, observationOf } from './record-observations';
import { type RefundOutcome } from './record-refund';

/** What came of a step. */
export type Outcome =
  | { readonly kind: 'observed'; readonly observation: Observation }
  | {
      readonly kind: 'refund';
      readonly outcome: RefundOutcome;
      /** What is given back of the payment by then, where something was. */
      readonly observation: Observation | null;
    }
  /** Nobody can do anything with it at the provider any more. */
  | { readonly kind: 'closed' };

/**
 * Does one step of settling a payment at its provider, under a key that follows from the payment: however often it is
 * taken, by however many at once, it is done once. `refund` is the one to be made in a step of that name. Rejects with
 * ProviderUnavailableError where nobody knows what came of it.
 */
export async function takeStep(
  deps: PaymentDeps,
  payment: LockedPayment,
  step: Step,
  refund: RefundRow | undefined,
): Promise<Outcome> {
  if (step === 'authorize') {
    const asked = await loadAskedPayment(deps.database.workspace(payment.workspaceId), payment.id);
    return { kind: 'observed', observation: await askAuthorization(deps, asked) };
  }
  const provider = deps.providers.of(payment);
  const { id, providerRef } = payment;
  if (providerRef === null) throw new Error(`The payment ${id} has no name at its provider.`);
  const named = { ...payment, providerRef };
  switch (step) {
    case 'find':
      return { kind: 'observed', observation: await askState(provider, id, providerRef) };
    case 'capture':
      return { kind: 'observed', observation: await capture(provider, named) };
    case 'void':
      return { kind: 'observed', observation: await letGo(provider, named) };
    case 'close':
      await close(provider, named);
      return { kind: 'closed' };
    case 'refund':
      if (!refund) throw new Error(`The payment ${id} has no refund to be made.`);
      return giveBack(provider, named, refund);
  }
}

type NamedPayment = LockedPayment & { readonly providerRef: string };

/** Captures; where the provider refuses, what it says of the payment decides, and a hold that is left is lost. */
async function capture(provider: PaymentProvider, payment: NamedPayment): Promise<Observation> {
  const { id, providerRef, amount, currencyCode } = payment;
  try {
    const answer = await bounded(
      provider.capture({ key: `${id}-capture`, providerRef, amount, currencyCode }),
    );
    return observationOf(id, answer);
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error;
    const seen = await askState(provider, id, providerRef);
    if (seen.observed === 'captured' || seen.observed === 'voided') return seen;
    return failureOf(id, 'failed', 'CAPTURE_REFUSED', 'The payment could not be collected.');
  }
}

/** Voids; what was captured already cannot be, and is seen to be so. */
async function letGo(provider: PaymentProvider, { id, providerRef }: NamedPayment): Promise<Observation> {
  try {
    return observationOf(id, await bounded(provider.void({ key: `${id}-void`, providerRef })));
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error;
    return askState(provider, id, providerRef);
  }
}

async function close(provider: PaymentProvider, { id, providerRef }: NamedPayment): Promise<void> {
  try {
    await bounded(provider.void({ key: `${id}-void`, providerRef }));
  } catch (error) {
    // What cannot be voided is closed already.
    if (!(error instanceof ProviderRefusedError)) throw error;
  }
}

async function giveBack(
  provider: PaymentProvider,
  payment: NamedPayment,
  { id: refundId, amount, providerRef: refundRef }: RefundRow,
): Promise<Outcome> {
  const { id, providerRef, currencyCode } = payment;
  let answer: Omit<RefundOutcome, 'refundId'>;
  try {
    answer = await bounded(
      refundRef === null
        ? provider.refund({ key: refundId, providerRef, amount, currencyCode })
        : provider.findRefund(refundRef),
    );
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error;
    answer = { state: 'failed', providerRef: null, failure: error.message };
  }
  // The provider may know of others that were made there by hand.
  const observation = answer.state === 'done' ? await askState(provider, id, providerRef) : null;
  return { kind: 'refund', outcome: { refundId, ...answer }, observation };
}
