import { isCountry } from '../accounts';
import { refuse, UserErrorCode } from '../platform/errors';
import { given, InputFaults } from '../platform/input-faults';
import { parsePrice } from '../platform/money';
import { type Values } from '../platform/unit-of-work/transaction';
import { type ShippingMethod } from './shipping-method.entity';

interface Price {
  readonly amount: string;
  readonly currencyCode?: string | null;
}

/** What people say of a shipping method. Left out keeps, null clears. */
export interface ShippingMethodInput {
  readonly title?: string | null;
  readonly price?: Price | null;
  readonly countries?: readonly string[] | null;
  readonly minimumSubtotal?: Price | null;
  readonly maximumSubtotal?: Price | null;
  readonly position?: number | null;
}

const MAX_TITLE = 255;
const MAX_POSITION = 1_000_000;

/** The columns that an input sets, checked; prices become minor units. Throws one Refusal with every fault. */
export function shippingMethodValues(
  input: ShippingMethodInput,
  currencyCode: string,
): Values<ShippingMethod> {
  const faults = new InputFaults();
  const price = (name: 'price' | 'minimumSubtotal' | 'maximumSubtotal') => {
    const value = input[name];
    return value ? faults.parsed(() => parsePrice(value, currencyCode, ['input', name])) : value;
  };
  const { position } = input;
  const values = {
    title: faults.text('title', input.title, MAX_TITLE),
    price: price('price'),
    countries: faults.parsed(() => countriesOf(input.countries)),
    minimumSubtotal: price('minimumSubtotal'),
    maximumSubtotal: price('maximumSubtotal'),
    position,
  };
  if (values.title === null) faults.add('title', 'A shipping method needs a title.');
  if (values.price === null) faults.add('price', 'A shipping method needs a price, which may be 0.');
  if (position === null || (position !== undefined && (position < 0 || position > MAX_POSITION))) {
    faults.add('position', `A position is a number from 0 to ${MAX_POSITION}.`);
  }
  faults.refuse();
  return given(values) as Values<ShippingMethod>;
}

/** Refuses limits of which no subtotal is within both. */
export function checkSubtotals(
  method: Pick<Values<ShippingMethod>, 'minimumSubtotal' | 'maximumSubtotal'>,
): void {
  const { minimumSubtotal, maximumSubtotal } = method;
  if ((minimumSubtotal ?? 0) <= (maximumSubtotal ?? Infinity)) return;
  throw refuse(UserErrorCode.INVALID, 'The highest subtotal is below the lowest.', [
    'input',
    'maximumSubtotal',
  ]);
}

/** Country codes as they are stored: each once, in capitals. */
function countriesOf(codes: readonly string[] | null | undefined): string[] | undefined {
  if (codes === undefined) return undefined;
  const countries = (codes ?? []).map((code) => code.trim().toUpperCase());
  const wrong = countries.findIndex((code) => !isCountry(code));
  if (wrong >= 0) {
    throw refuse(UserErrorCode.INVALID, 'This is no country by ISO 3166-1 alpha-2.', [
      'input',
      'countries',
      String(wrong),
    ]);
  }
  return [...new Set(countries)];
}
