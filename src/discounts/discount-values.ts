import { given, InputFaults } from '../platform/input-faults';
import { parseAmount, parsePrice } from '../platform/money';
import { parsePercent } from '../platform/percent';
import { type Values } from '../platform/unit-of-work/transaction';
import { canonicalCode } from './discount-codes';
import { type Discount, DiscountKind } from './discount.entity';

/** What people say of a discount. Left out keeps, null clears. */
export interface DiscountInput {
  readonly code?: string | null;
  readonly kind?: DiscountKind | null;
  /** A percentage or an amount, as a decimal. */
  readonly value?: string | null;
  readonly minimumSubtotal?: { readonly amount: string; readonly currencyCode?: string | null } | null;
  readonly maxUses?: number | null;
  readonly oncePerBuyer?: boolean | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  readonly active?: boolean | null;
}

/** What a discount is before it is changed; of a new one nothing but that it was never used. */
export type Known = Pick<Discount, 'uses'> & Values<Discount>;

const CODE = /^[A-Z0-9][A-Z0-9_-]{1,39}$/;

/**
 * The columns that an input sets, checked together with what it leaves as it is: the value in thousandths of a percent or
 * in minor units, by the kind. Throws one Refusal with every fault.
 */
export function discountValues(known: Known, input: DiscountInput, currencyCode: string): Values<Discount> {
  const faults = new InputFaults();
  const { kind, minimumSubtotal, maxUses, oncePerBuyer, startsAt, endsAt, active } = input;
  for (const name of ['code', 'kind', 'value', 'oncePerBuyer', 'active'] as const) {
    if (input[name] === null) faults.add(name, 'This cannot be empty.');
  }
  const code = input.code == null ? undefined : canonicalCode(input.code);
  if (code !== undefined && !CODE.test(code)) {
    faults.add('code', 'A code is 2 to 40 letters, digits, dashes and underscores, a letter or digit first.');
  }
  const values = {
    code,
    ...{ kind, maxUses, oncePerBuyer, startsAt, endsAt, active },
    value: valueOf(input, kind ?? known.kind, currencyCode, faults),
    minimumSubtotal: minimumSubtotal
      ? faults.parsed(() => parsePrice(minimumSubtotal, currencyCode, ['input', 'minimumSubtotal']))
      : minimumSubtotal,
  };
  if (kind && kind !== known.kind && input.value === undefined) {
    faults.add('value', 'A discount of another kind needs another value.');
  }
  if (maxUses != null && maxUses < 1) faults.add('maxUses', 'It can be used at least once, if at all.');
  else if (maxUses != null && maxUses < known.uses) {
    faults.add('maxUses', `It was used ${known.uses} times already.`);
  }
  const { startsAt: start, endsAt: end } = { ...known, ...given({ startsAt, endsAt }) };
  if (start && end && end <= start) faults.add('endsAt', 'It ends before it begins.');
  faults.refuse();
  return given(values) as Values<Discount>;
}

/** Without a kind there is nothing that a value could mean: the kind then is what is wanting. */
function valueOf(
  { value }: DiscountInput,
  kind: DiscountKind | undefined,
  currencyCode: string,
  faults: InputFaults,
): number | undefined {
  if (value == null || kind === undefined) return undefined;
  const field = ['input', 'value'];
  const parsed = faults.parsed(() =>
    kind === DiscountKind.PERCENT ? parsePercent(value, field) : parseAmount(value, currencyCode, field),
  );
  if (parsed === 0) faults.add('value', 'A discount takes something off.');
  return parsed;
}
