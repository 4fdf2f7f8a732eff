import { refuse, UserErrorCode } from './errors';

/** Within what numbers stay exact, and far beyond what anything costs. */
const MOST_MINOR_UNITS = 1_000_000_000_000;
const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d+))?$/;

const digitsByCurrency = new Map<string, number>();

/** How many decimals a currency has, by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export function fractionDigits(currencyCode: string): number {
  let digits = digitsByCurrency.get(currencyCode);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currencyCode, digits);
  }
  return digits;
}

/** Minor units (cents) as the exact decimal that the API shows: 1250 EUR is "12.50". */
export function formatAmount(minorUnits: number, currencyCode: string): string {
  const digits = fractionDigits(currencyCode);
  const text = Math.abs(minorUnits)
    .toString()
    .padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minorUnits < 0 ? `-${whole}` : whole;
}

/** As `parseAmount`, with its currency where that is named; refuses another than the workspace's. */
export function parsePrice(
  price: { readonly amount: string; readonly currencyCode?: string | null },
  currencyCode: string,
  field: readonly string[],
): number {
  if (price.currencyCode && price.currencyCode !== currencyCode) {
    throw refuse(UserErrorCode.INVALID, `Prices are in ${currencyCode} here.`, [...field, 'currencyCode']);
  }
  return parseAmount(price.amount, currencyCode, [...field, 'amount']);
}

/**
 * An amount as the API takes it, in minor units of the workspace's currency. Refuses more decimals than the currency
 * has, negative amounts, and what is no decimal number; `field` is the path to it.
 */
export function parseAmount(amount: string, currencyCode: string, field: readonly string[]): number {
  const digits = fractionDigits(currencyCode);
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(amount) ?? [];
  const significant = fraction.replace(/0+$/, '');
  const minorUnits = Number(whole + significant.padEnd(digits, '0'));
  if (
    sign === undefined ||
    significant.length > digits ||
    minorUnits > MOST_MINOR_UNITS ||
    (sign && minorUnits > 0)
  ) {
    const message = `A price is a decimal number from 0, with at most ${digits} decimals in ${currencyCode}.`;
    throw refuse(UserErrorCode.INVALID, message, field);
  }
  return minorUnits;
}
