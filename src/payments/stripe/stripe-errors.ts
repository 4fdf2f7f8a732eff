import type Stripe from 'stripe';
import { ProviderRefusedError, ProviderUnavailableError } from '../payment-provider';

// Stripe's answers of 400, 402 and 404. Everything else may pass: no answer, too many requests, a request under the
// same key that is still under way (409), faults of theirs (5xx), and keys that the operator has yet to mend (401, 403).
const REFUSALS = new Set(['StripeInvalidRequestError', 'StripeIdempotencyError', 'StripeCardError']);

/** True for errors that Stripe's SDK made. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Error && typeof Reflect.get(error, 'type') === 'string' && 'rawType' in error;
}

/** True where Stripe will never do what it was asked. */
export function isRefusal(error: Stripe.errors.StripeError): boolean {
  return REFUSALS.has(error.type);
}

/** What an error of the SDK is to us; other errors as they are. Says what the operator needs, and nothing of the card. */
export function translateStripeError(error: unknown): unknown {
  if (!isStripeError(error)) return error;
  const { type, code, statusCode, requestId, message } = error;
  const about = [type, code, statusCode, requestId].filter(Boolean).join(' ');
  const said = `Stripe: ${message} (${about})`;
  return isRefusal(error)
    ? new ProviderRefusedError(said, { cause: error })
    : new ProviderUnavailableError(said, { cause: error });
}
