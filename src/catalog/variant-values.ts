import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Actor, Role } from '../platform/actor';
import { parsePrice } from '../platform/money';
import { type Values } from '../platform/unit-of-work/transaction';
import { type Price, type VariantInput } from './product-input';
import { type ProductVariant } from './product-variant.entity';

const MAX_TEXT = 255;
const MAX_OPTIONS = 10;
const MOST_STOCK = 2_000_000_000;

/** The columns that a variant's input sets, checked; `field` is the path to it. Prices become minor units. */
export function variantValues(
  input: VariantInput,
  currencyCode: string,
  field: readonly string[],
): Values<ProductVariant> {
  const at = (name: string) => [...field, name];
  const bounded = (path: readonly string[], value: string | null) => {
    const text = value?.trim();
    if (!text || text.length > MAX_TEXT) {
      throw refuse(UserErrorCode.INVALID, `This needs 1 to ${MAX_TEXT} characters.`, path);
    }
    return text;
  };
  const required = (name: string, value: string | null | undefined) =>
    value === undefined ? undefined : bounded(at(name), value);
  const price = (name: string, value: Price | null | undefined) =>
    value ? parsePrice(value, currencyCode, at(name)) : value;
  const measure = (name: string, value: number | null | undefined) => {
    if (value !== undefined && value !== null && !(value >= 0 && Number.isFinite(value))) {
      throw refuse(UserErrorCode.INVALID, 'This is a number from 0.', at(name));
    }
    return value;
  };

  if (input.price === null) throw refuse(UserErrorCode.INVALID, 'A variant needs a price.', at('price'));
  if (input.options && input.options.length > MAX_OPTIONS) {
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, `At most ${MAX_OPTIONS} options.`, at('options'));
  }
  const options = input.options?.map(({ name, value }, index) => {
    const path = [...at('options'), String(index)];
    return { name: bounded([...path, 'name'], name), value: bounded([...path, 'value'], value) };
  });
  const { dimensions } = input;
  const values = {
    sku: required('sku', input.sku),
    title: required('title', input.title),
    options: input.options === null ? [] : options,
    price: price('price', input.price),
    compareAtPrice: price('compareAtPrice', input.compareAtPrice),
    costPrice: price('costPrice', input.costPrice),
    weight: measure('weight', input.weight),
    length: dimensions === null ? null : measure('dimensions', dimensions?.length),
    width: dimensions === null ? null : measure('dimensions', dimensions?.width),
    height: dimensions === null ? null : measure('dimensions', dimensions?.height),
  };
  return Object.fromEntries(Object.entries<unknown>(values).filter(([, value]) => value !== undefined));
}

/**
 * The stock that a variant's input sets, checked: stock is for ADMIN and OWNER. A minimum of null is left as it is.
 * What is on hand of a variant that is there already is not changed in this way.
 */
export function stockValues(
  { id, onHand, minLevel }: VariantInput,
  actor: Actor,
  field: readonly string[],
): { readonly onHand: number; readonly minLevel: number | null } {
  if (onHand || minLevel || (id && minLevel !== undefined)) requireRole(actor, Role.ADMIN);
  if (id && onHand != null) {
    throw refuse(UserErrorCode.INVALID, 'Only a variant that is added has an opening stock.', [
      ...field,
      'onHand',
    ]);
  }
  for (const [name, value] of Object.entries({ onHand, minLevel })) {
    if (value && (value < 0 || value > MOST_STOCK)) {
      throw refuse(UserErrorCode.INVALID, 'Stock is counted from 0.', [...field, name]);
    }
  }
  return { onHand: onHand ?? 0, minLevel: minLevel === undefined ? null : (minLevel ?? 0) };
}
