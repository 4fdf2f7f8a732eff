import { createHmac } from 'node:crypto';
import { refuse, UserErrorCode } from '../platform/errors';
import { type Platform } from '../platform/open-platform';
import { type PaymentProvider } from './payment-provider';
import { StripeProvider } from './stripe/stripe-provider';
import { TestProvider } from './test-provider/test-provider';

const FIELD = ['input', 'payment'];
const LONGEST_TOKEN = 500;

/** How a buyer pays. */
export interface PaymentMeans {
  readonly provider: PaymentProvider;
  readonly token: string;
}

/** The providers that this installation is configured for. */
export class PaymentProviders {
  readonly #byName: ReadonlyMap<string, PaymentProvider>;

  constructor(providers: readonly PaymentProvider[]) {
    this.#byName = new Map(providers.map((provider) => [provider.name, provider]));
  }

  find(name: string): PaymentProvider | null {
    return this.#byName.get(name) ?? null;
  }

  /** How a buyer wants to pay; refuses a provider and a token that are none, INVALID at the order's input. */
  accept({ provider: name, token }: { readonly provider: string; readonly token: string }): PaymentMeans {
    const provider = this.find(name);
    if (!provider) {
      const names = [...this.#byName.keys()].join(', ');
      const message = names
        ? `There is no such provider; there are ${names}.`
        : 'No payment provider is configured.';
      throw refuse(UserErrorCode.INVALID, message, [...FIELD, 'provider']);
    }
    if (token.trim() === '' || token.length > LONGEST_TOKEN) {
      const message = `A token has at most ${LONGEST_TOKEN} characters, and some.`;
      throw refuse(UserErrorCode.INVALID, message, [...FIELD, 'token']);
    }
    return { provider, token };
  }

  /** The provider of a payment that there is; throws where it is configured no more. */
  of({ id, provider }: { readonly id: string; readonly provider: string }): PaymentProvider {
    const found = this.find(provider);
    if (!found) throw new Error(`The provider ${provider} of the payment ${id} is not configured.`);
    return found;
  }
}

/** The providers that the configuration names; `baseUrl` says where buyers reach us. */
export function configuredProviders(
  { config, database }: Pick<Platform, 'config' | 'database'>,
  baseUrl: () => string,
): PaymentProviders {
  const { test, stripe } = config.payments;
  const webhookSecret = testWebhookSecret(config.jwtSecret);
  return new PaymentProviders([
    ...(test ? [new TestProvider({ database, baseUrl, webhookSecret })] : []),
    ...(stripe ? [new StripeProvider(stripe)] : []),
  ]);
}

/** What the test provider signs its messages with: every process of an installation derives the same. */
export function testWebhookSecret(secret: string): string {
  return createHmac('sha256', secret).update('messages of the test provider').digest('hex');
}
