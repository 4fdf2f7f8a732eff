/** What is to become of a payment: what settlement works towards. */
export type WantedState = 'authorized' | 'captured' | 'voided';

/** What a provider says that a payment is. */
export type ProviderState =
  'action_required' | 'processing' | 'authorized' | 'captured' | 'voided' | 'declined';

/** What is known of a payment: nothing yet, what its provider said last, or that it never can be what is wanted. */
export type ObservedState = 'none' | ProviderState | 'failed';

export type RefundState = 'pending' | 'done' | 'failed';

/** What has to be done at the provider next. */
export type Step = 'authorize' | 'find' | 'capture' | 'void' | 'close' | 'refund';

/** How soon the provider is asked again what became of a payment that waits for somebody, should no message come. */
export const POLL_SECONDS = 60;

/** How far a payment has come; what is known never goes back, as an answer may be older than the one before it. */
const RANK: Record<ObservedState, number> = {
  none: 0,
  action_required: 1,
  processing: 1,
  authorized: 2,
  captured: 3,
  voided: 3,
  declined: 3,
  failed: 3,
};

/** True where a payment that is known to be `known` may be known to be `seen` from now on. */
export function isFurther(seen: ObservedState, known: ObservedState): boolean {
  return RANK[seen] > RANK[known] || (RANK[seen] === 1 && RANK[known] === 1 && seen !== known);
}

export interface SettledBy {
  readonly wanted: WantedState;
  readonly observed: ObservedState;
  readonly providerRef: string | null;
  /** Whether refunds wait to be made. */
  readonly hasPendingRefunds: boolean;
}

/**
 * What brings a payment nearer to what is wanted; null where nothing is left to do. A payment that was declined or has
 * failed is closed at its provider, so that nobody pays with it later and nothing stays held on the buyer's card.
 */
export function nextStep({ wanted, observed, providerRef, hasPendingRefunds }: SettledBy): Step | null {
  switch (observed) {
    case 'none':
      return 'authorize';
    case 'action_required':
    case 'processing':
      return wanted === 'voided' ? 'void' : 'find';
    case 'authorized':
      if (wanted === 'authorized') return null;
      return wanted === 'captured' ? 'capture' : 'void';
    case 'captured':
      return hasPendingRefunds ? 'refund' : null;
    case 'declined':
    case 'failed':
      return providerRef === null ? null : 'close';
    case 'voided':
      return null;
  }
}
