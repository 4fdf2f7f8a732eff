import { type IncomingHttpHeaders } from 'node:http';
import { type ProviderState, type RefundState } from './payment-states';
import { type RequiredAction } from './payment.entity';

export interface AuthorizeRequest {
  readonly key: string;
  /** In minor units of the currency, of which there are as many as the API shows decimals. */
  readonly amount: number;
  readonly currencyCode: string;
  /** What the provider's own form made of the buyer's card. */
  readonly token: string;
  /** Who wants it; for the provider's records. */
  readonly reference: string;
  readonly email: string;
  /** The slug of the workspace whose payment it is; for the provider's records and messages. */
  readonly account: string;
}

export interface CaptureRequest {
  readonly key: string;
  readonly providerRef: string;
  readonly amount: number;
  readonly currencyCode: string;
}

export type RefundRequest = CaptureRequest;

/** A payment as its provider sees it. */
export interface ProviderPayment {
  readonly providerRef: string;
  readonly state: ProviderState;
  /** What the buyer has to do, where that is its state. */
  readonly action: RequiredAction | null;
  /** Why it was declined: a sentence for the buyer. */
  readonly declineMessage: string | null;
  /** What was given back of it, in minor units. */
  readonly refunded: number;
}

export interface ProviderRefund {
  readonly providerRef: string;
  readonly state: RefundState;
  /** Why it failed: a sentence for staff. */
  readonly failure: string | null;
}

/** What a message of a provider is about; what has become of it, the provider is asked. */
export interface WebhookNotice {
  readonly providerRef: string;
  /** Under which the payment was asked for, where the message says it. */
  readonly key: string | null;
}

/**
 * What a payment provider has to be able to do. A call that does something has a key: repeated under it, it does
 * nothing twice and answers what it answered. Calls may be made at the same time, and may fail after they did it.
 *
 * All calls reject with ProviderUnavailableError where nobody knows what came of them, and with ProviderRefusedError
 * where it will never be done.
 */
export interface PaymentProvider {
  readonly name: string;
  /** Has the money held on the buyer's card, to be captured later; a card that is declined is an answer. */
  authorize(request: AuthorizeRequest): Promise<ProviderPayment>;
  find(providerRef: string): Promise<ProviderPayment>;
  capture(request: CaptureRequest): Promise<ProviderPayment>;
  /** Lets go what is held, and closes the payment for whatever it could still become; refused once it is captured. */
  void(request: { readonly key: string; readonly providerRef: string }): Promise<ProviderPayment>;
  refund(request: RefundRequest): Promise<ProviderRefund>;
  findRefund(providerRef: string): Promise<ProviderRefund>;
  /** Verifies that the provider sent these bytes, and reads what they are about; rejects with ForgedWebhookError. */
  readWebhook(body: Buffer, headers: IncomingHttpHeaders): Promise<readonly WebhookNotice[]>;
}

/**
 * No answer, none in time, or one that says nothing: whether it was done is not known. It is to be repeated, under the
 * same key.
 */
export class ProviderUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderUnavailableError';
  }
}

/** The provider will not do it, however often it is asked. The message is for the log. */
export class ProviderRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderRefusedError';
  }
}

/** A message that its provider did not send. */
export class ForgedWebhookError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ForgedWebhookError';
  }
}
