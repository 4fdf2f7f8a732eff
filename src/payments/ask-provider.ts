import { DeadlineExceeded, withDeadline } from '../platform/queue/deadline';
import { type AskedPayment } from './load-asked-payment';
import { type PaymentDeps } from './payment-deps';
import { type PaymentProvider, ProviderRefusedError, ProviderUnavailableError } from './payment-provider';
import { failureOf, type Observation, observationOf } from './record-observations';

/** No answer after this long is none. */
const ANSWER_MS = 20_000;
/** Providers remember keys for a day at least: beyond most of one, the same question could be a new one. */
const REPEATABLE_MS = 20 * 3_600_000;

/**
 * Asks for a payment under its id, or, where the provider has a name for it, what became of it. What a provider will
 * not do at all is declined for the buyer. Rejects with ProviderUnavailableError where nobody knows.
 */
export async function askAuthorization(
  { providers, log }: Pick<PaymentDeps, 'providers' | 'log'>,
  payment: AskedPayment,
): Promise<Observation> {
  const provider = providers.of(payment);
  const { id, reference, token, email, amount, currencyCode, account, providerRef } = payment;
  if (providerRef !== null) return askState(provider, id, providerRef);
  if (token === null) throw new Error(`The payment ${id} has neither a token nor a name at its provider.`);
  if (Date.now() - payment.createdAt.getTime() > REPEATABLE_MS) {
    return failureOf(id, 'failed', 'UNKNOWN', 'The payment provider never said what became of this payment.');
  }
  try {
    const request = { key: id, reference, token, email, amount, currencyCode, account };
    return observationOf(id, await bounded(provider.authorize(request)));
  } catch (error) {
    if (!(error instanceof ProviderRefusedError)) throw error;
    const reason = error.message.replaceAll(token, '[token]');
    log.warn({ paymentId: id, provider: provider.name, reason }, 'a payment provider refused a payment');
    return failureOf(id, 'declined', 'REFUSED', 'The payment provider did not accept this payment.');
  }
}

/** Asks what became of a payment. */
export async function askState(
  provider: PaymentProvider,
  paymentId: string,
  providerRef: string,
): Promise<Observation> {
  return observationOf(paymentId, await bounded(provider.find(providerRef)));
}

/** An answer of a provider in bounded time; none in time is ProviderUnavailableError. */
export async function bounded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await withDeadline('The answer of a payment provider', ANSWER_MS, answer);
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    throw new ProviderUnavailableError(error.message, { cause: error });
  }
}
