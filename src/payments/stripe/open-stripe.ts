import type Stripe from 'stripe';

/** An account at Stripe. */
export interface StripeOptions {
  readonly secretKey: string;
  /** One for each of its webhook endpoints; while one is exchanged, the old and the new. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
  /** How long an answer may take; 20 seconds unless told otherwise. */
  readonly answerMs?: number;
}

/** A client of Stripe's API for an account. The SDK takes its time to load, which who does not use it need not wait for. */
export async function openStripe({ secretKey, apiUrl, answerMs = 20_000 }: StripeOptions): Promise<Stripe> {
  // Its types are there twice, for each kind of module.
  const { default: Client } = (await import('stripe')) as unknown as { readonly default: typeof Stripe };
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Client(secretKey, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    ...(port && { port }),
    timeout: answerMs,
    // Whoever asks repeats it, and knows how long there is time.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
