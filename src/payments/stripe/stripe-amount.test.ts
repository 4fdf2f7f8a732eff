import { ProviderRefusedError } from '../payment-provider';
import { fromStripeAmount, toStripeAmount } from './stripe-amount';

test.each([
  ['EUR', 1_250, 1_250],
  ['JPY', 500, 500],
  ['MGA', 500, 500],
  ['HUF', 500, 50_000],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['KWD', 5_120, 5_120],
])('in %s, %d minor units of ours are %d at Stripe', (currency, ours, theirs) => {
  expect(toStripeAmount(ours, currency)).toBe(theirs);
  expect(fromStripeAmount(theirs, currency)).toBe(ours);
});

test('the third decimal that Stripe does not take is refused', () => {
  expect(() => toStripeAmount(5_124, 'KWD')).toThrow(ProviderRefusedError);
});
