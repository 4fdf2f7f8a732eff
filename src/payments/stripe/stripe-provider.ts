import { type IncomingHttpHeaders } from 'node:http';
import type Stripe from 'stripe';
import {
  type AuthorizeRequest,
  type CaptureRequest,
  type PaymentProvider,
  type ProviderPayment,
  type ProviderRefund,
  type RefundRequest,
  type WebhookNotice,
} from '../payment-provider';
import { openStripe, type StripeOptions } from './open-stripe';
import { readPaymentIntent, readRefund } from './read-payment-intent';
import { readStripeWebhook } from './read-stripe-webhook';
import { toStripeAmount } from './stripe-amount';
import { isRefusal, isStripeError, translateStripeError } from './stripe-errors';

/** So many refunds of one payment are looked through for one that was made already. */
const REFUNDS_SEEN = 100;

/**
 * Stripe, by payment intents that are captured by hand: a token is a payment method (`pm_…`) that Stripe's form made of
 * a card, and what 3-D Secure wants of the buyer is done by Stripe's script with the client secret.
 */
export class StripeProvider implements PaymentProvider {
  readonly name = 'stripe';
  #client: Promise<Stripe> | null = null;

  constructor(private readonly options: StripeOptions) {}

  async authorize(request: AuthorizeRequest): Promise<ProviderPayment> {
    const { key, token, amount, currencyCode, email, reference, account } = request;
    const intent: Stripe.PaymentIntentCreateParams = {
      amount: toStripeAmount(amount, currencyCode),
      currency: currencyCode.toLowerCase(),
      payment_method: token,
      allowed_payment_method_types: ['card'],
      capture_method: 'manual',
      confirm: true,
      receipt_email: email,
      metadata: { payment: key, reference, workspace: account },
    };
    return this.ask(async ({ paymentIntents }) => {
      try {
        return readPaymentIntent(await paymentIntents.create(intent, { idempotencyKey: key }));
      } catch (error) {
        // A card that is declined is an error there, with the intent that it leaves.
        if (!isStripeError(error) || !isRefusal(error) || !error.payment_intent) throw error;
        return readPaymentIntent(error.payment_intent);
      }
    });
  }

  find(providerRef: string): Promise<ProviderPayment> {
    return this.ask(async ({ paymentIntents }) =>
      readPaymentIntent(await paymentIntents.retrieve(providerRef, { expand: ['latest_charge'] })),
    );
  }

  capture({ key, providerRef, amount, currencyCode }: CaptureRequest): Promise<ProviderPayment> {
    const captured = { amount_to_capture: toStripeAmount(amount, currencyCode) };
    return this.ask(async ({ paymentIntents }) =>
      readPaymentIntent(await paymentIntents.capture(providerRef, captured, { idempotencyKey: key })),
    );
  }

  void({
    key,
    providerRef,
  }: {
    readonly key: string;
    readonly providerRef: string;
  }): Promise<ProviderPayment> {
    return this.ask(async ({ paymentIntents }) =>
      readPaymentIntent(await paymentIntents.cancel(providerRef, {}, { idempotencyKey: key })),
    );
  }

  refund({ key, providerRef, amount, currencyCode }: RefundRequest): Promise<ProviderRefund> {
    return this.ask(async ({ refunds }) => {
      // Stripe forgets keys after a day, and a second refund is not refused as a second capture is.
      const { data } = await refunds.list({ payment_intent: providerRef, limit: REFUNDS_SEEN });
      const made = data.find(({ metadata }) => metadata?.['refund'] === key);
      if (made) return readRefund(made);
      const refund: Stripe.RefundCreateParams = {
        payment_intent: providerRef,
        amount: toStripeAmount(amount, currencyCode),
        metadata: { refund: key },
      };
      return readRefund(await refunds.create(refund, { idempotencyKey: key }));
    });
  }

  findRefund(providerRef: string): Promise<ProviderRefund> {
    return this.ask(async ({ refunds }) => readRefund(await refunds.retrieve(providerRef)));
  }

  async readWebhook(body: Buffer, headers: IncomingHttpHeaders): Promise<readonly WebhookNotice[]> {
    const { webhooks } = await this.client();
    return readStripeWebhook(webhooks, this.options.webhookSecrets, body, headers);
  }

  private async ask<T>(question: (stripe: Stripe) => Promise<T>): Promise<T> {
    try {
      return await question(await this.client());
    } catch (error) {
      throw translateStripeError(error);
    }
  }

  private client(): Promise<Stripe> {
    this.#client ??= openStripe(this.options);
    return this.#client;
  }
}
