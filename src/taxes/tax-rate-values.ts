import { isCountry } from '../accounts';
import { given, InputFaults } from '../platform/input-faults';
import { parsePercent } from '../platform/percent';
import { type Values } from '../platform/unit-of-work/transaction';
import { type TaxRate } from './tax-rate.entity';

/** What people say of a tax rate. Left out keeps; nothing of it can be cleared. */
export interface TaxRateInput {
  readonly countryCode?: string | null;
  readonly title?: string | null;
  /** A percentage, as a decimal. */
  readonly rate?: string | null;
  readonly included?: boolean | null;
}

const MAX_TITLE = 255;

/** The columns that an input sets, checked; the rate in thousandths of a percent. Throws one Refusal with every fault. */
export function taxRateValues(input: TaxRateInput): Values<TaxRate> {
  const faults = new InputFaults();
  const { rate, included } = input;
  const countryCode = input.countryCode?.trim().toUpperCase();
  const values = {
    countryCode,
    title: faults.text('title', input.title, MAX_TITLE),
    rate: rate == null ? rate : faults.parsed(() => parsePercent(rate, ['input', 'rate'])),
    included,
  };
  if (input.countryCode !== undefined && !isCountry(countryCode ?? '')) {
    faults.add('countryCode', 'This is no country by ISO 3166-1 alpha-2.');
  }
  if (values.title === null) faults.add('title', 'A tax rate needs a title, e.g. VAT.');
  for (const name of ['rate', 'included'] as const) {
    if (input[name] === null) faults.add(name, 'This cannot be empty.');
  }
  faults.refuse();
  return given(values) as Values<TaxRate>;
}
