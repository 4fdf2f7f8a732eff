import type Stripe from 'stripe';
import { type ProviderPayment, type ProviderRefund } from '../payment-provider';
import { type ProviderState, type RefundState } from '../payment-states';
import { fromStripeAmount } from './stripe-amount';

/** What a payment intent is to us, by https://docs.stripe.com/payments/paymentintents/lifecycle. */
const STATES: Readonly<Record<string, ProviderState>> = {
  // It has its card from the start: that it needs another says that this one was declined.
  requires_payment_method: 'declined',
  requires_confirmation: 'processing',
  requires_action: 'action_required',
  processing: 'processing',
  requires_capture: 'authorized',
  canceled: 'voided',
  succeeded: 'captured',
};

const REFUND_STATES: Readonly<Record<string, RefundState>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'done',
  failed: 'failed',
  canceled: 'failed',
};

/** A payment intent as a payment of ours; what was refunded is known where its latest charge is expanded. */
export function readPaymentIntent(intent: Stripe.PaymentIntent): ProviderPayment {
  // A state that Stripe has yet to think of is waited for.
  const state = STATES[intent.status] ?? 'processing';
  const { next_action: next, last_payment_error: failure, latest_charge: charge } = intent;
  // Of cards alone Stripe speaks to the buyer.
  const declineMessage = failure?.type === 'card_error' ? (failure.message ?? null) : null;
  const refunded = charge && typeof charge === 'object' ? charge.amount_refunded : 0;
  return {
    providerRef: intent.id,
    state,
    action:
      state === 'action_required'
        ? { clientSecret: intent.client_secret, redirectUrl: next?.redirect_to_url?.url ?? null }
        : null,
    declineMessage: state === 'declined' ? declineMessage : null,
    refunded: fromStripeAmount(refunded, intent.currency.toUpperCase()),
  };
}

export function readRefund(refund: Stripe.Refund): ProviderRefund {
  return {
    providerRef: refund.id,
    state: REFUND_STATES[refund.status ?? 'pending'] ?? 'pending',
    failure: refund.failure_reason ?? null,
  };
}
