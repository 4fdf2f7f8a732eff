import { type AttemptFailure, type OrderAttempt } from '../order-attempt.entity';

/** How an attempt stands, as its buyer is told. */
export type AttemptOutcome =
  | { readonly is: 'placed'; readonly orderId: string }
  /** The buyer has to do something for the payment first; until then the stock is held. */
  | { readonly is: 'action'; readonly paymentId: string; readonly expiresAt: Date }
  | { readonly is: 'failed'; readonly failure: AttemptFailure }
  /** Somebody works on it, or nobody can just now. */
  | { readonly is: 'open' };

/** What the row of an attempt says by itself. */
export function outcomeOf({ state, orderId, failure, paymentId, expiresAt }: OrderAttempt): AttemptOutcome {
  if (state === 'placed' && orderId) return { is: 'placed', orderId };
  if (state === 'failed' && failure) return { is: 'failed', failure };
  if (state === 'action' && paymentId) return { is: 'action', paymentId, expiresAt };
  return { is: 'open' };
}
