import { PaymentProviders } from './payment-providers';
import { StripeProvider } from './stripe/stripe-provider';

const stripe = new StripeProvider({ secretKey: '', webhookSecrets: [], apiUrl: 'http://localhost' });

const refusalOf = (providers: PaymentProviders, provider: string, token: string): unknown => {
  try {
    return providers.accept({ provider, token });
  } catch (error) {
    return Reflect.get(error as Error, 'faults');
  }
};

test('accepts a provider that there is', () => {
  const providers = new PaymentProviders([stripe]);
  expect(providers.accept({ provider: 'stripe', token: 'pm_1' })).toEqual({
    provider: stripe,
    token: 'pm_1',
  });
});

test.each([
  [[stripe], 'test', 'There is no such provider; there are stripe.'],
  [[], 'test', 'No payment provider is configured.'],
])('refuses one that there is not', (configured, name, message) => {
  expect(refusalOf(new PaymentProviders(configured), name, 'tok_ok')).toEqual([
    { code: 'INVALID', message, field: ['input', 'payment', 'provider'] },
  ]);
});

test.each(['', ' ', 'x'.repeat(501)])('refuses the token %j', (token) => {
  expect(refusalOf(new PaymentProviders([stripe]), 'stripe', token)).toEqual([
    {
      code: 'INVALID',
      message: 'A token has at most 500 characters, and some.',
      field: ['input', 'payment', 'token'],
    },
  ]);
});

test('does not settle by another what one that is configured no more began', () => {
  const providers = new PaymentProviders([stripe]);
  expect(() => providers.of({ id: 'p', provider: 'test' })).toThrow('not configured');
});
