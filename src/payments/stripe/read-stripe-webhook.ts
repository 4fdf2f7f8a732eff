import { type IncomingHttpHeaders } from 'node:http';
import type Stripe from 'stripe';
import { z } from 'zod';
import { ForgedWebhookError, type WebhookNotice } from '../payment-provider';

const Intent = z.object({
  object: z.literal('payment_intent'),
  id: z.string(),
  metadata: z.object({ payment: z.string().optional() }),
});
/** Charges, refunds, disputes. */
const PartOfIntent = z.object({ payment_intent: z.string() });

type Verifier = Pick<Stripe['webhooks'], 'constructEvent'>;

/**
 * What an event of Stripe is about; nothing where it is about no payment. Throws ForgedWebhookError unless it is signed
 * with one of the secrets, not longer than five minutes ago.
 */
export function readStripeWebhook(
  verifier: Verifier,
  secrets: readonly string[],
  body: Buffer,
  headers: IncomingHttpHeaders,
): readonly WebhookNotice[] {
  const { object } = verify(verifier, secrets, body, headers).data;
  const intent = Intent.safeParse(object);
  if (intent.success) return [{ providerRef: intent.data.id, key: intent.data.metadata.payment ?? null }];
  const part = PartOfIntent.safeParse(object);
  return part.success ? [{ providerRef: part.data.payment_intent, key: null }] : [];
}

function verify(
  verifier: Verifier,
  secrets: readonly string[],
  body: Buffer,
  headers: IncomingHttpHeaders,
): Stripe.Event {
  const signature = headers['stripe-signature'] ?? '';
  let reason: unknown;
  for (const secret of secrets) {
    try {
      return verifier.constructEvent(body, signature, secret);
    } catch (error) {
      reason = error;
    }
  }
  throw new ForgedWebhookError('No secret of ours signed this event.', { cause: reason });
}
