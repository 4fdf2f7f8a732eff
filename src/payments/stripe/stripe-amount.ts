import { fractionDigits } from '../../platform/money';
import { ProviderRefusedError } from '../payment-provider';

// https://docs.stripe.com/currencies: how many decimals an amount has there; all others have two. ISK and UGX, which
// have none, are among those others.
const ZERO = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF';
const THREE = 'BHD JOD KWD OMR TND';
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...ZERO.split(' ').map((code): [string, number] => [code, 0]),
  ...THREE.split(' ').map((code): [string, number] => [code, 3]),
]);

/** Of three decimals, Stripe takes two. */
const STEP_OF_THREE = 10;

/** Minor units of ours as Stripe counts them; refuses what has no such amount there. */
export function toStripeAmount(minorUnits: number, currencyCode: string): number {
  const amount = minorUnits * factorOf(currencyCode);
  const step = DIGITS.get(currencyCode) === 3 ? STEP_OF_THREE : 1;
  if (!Number.isSafeInteger(amount) || amount % step !== 0) {
    throw new ProviderRefusedError(`Stripe has no amount for ${minorUnits} minor units of ${currencyCode}.`);
  }
  return amount;
}

/** An amount of Stripe's in minor units of ours; what is smaller than one is left out. */
export function fromStripeAmount(amount: number, currencyCode: string): number {
  return Math.floor(amount / factorOf(currencyCode));
}

function factorOf(currencyCode: string): number {
  return 10 ** ((DIGITS.get(currencyCode) ?? 2) - fractionDigits(currencyCode));
}
