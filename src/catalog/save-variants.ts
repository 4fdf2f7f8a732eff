import { v7 as uuid } from 'uuid';
import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { detachDeleted } from '../media';
import { closeStock, lockStock, openStock, type OpeningStock, setMinLevels } from '../stock';
import { type VariantInput } from './product-input';
import { ProductVariant } from './product-variant.entity';
import { VARIANT } from './variant-media';
import { stockValues, variantValues } from './variant-values';

export const MAX_VARIANTS = 250;
const DEFAULT_TITLE = 'Default';

const VARIANTS =
  'SELECT * FROM product_variant WHERE workspace_id = $1 AND product_id = $2 ORDER BY position, id';

export interface VariantChanges {
  readonly variants?: readonly VariantInput[] | null;
  readonly variantsRemove?: readonly string[] | null;
}

/**
 * Removes, changes and adds a product's variants, with the opening stock of new ones; removed ones lose their media
 * and their stock level. The caller holds the product's lock. Returns what it changed or removed, as it was.
 */
export async function saveVariants(
  tx: Tx,
  productId: string,
  { variants, variantsRemove }: VariantChanges,
  currencyCode: string,
): Promise<readonly ProductVariant[]> {
  if (!variants?.length && !variantsRemove?.length) return [];
  const before = await tx.rows<ProductVariant>(VARIANTS, productId);
  // All at once, as the order of locks wants it; what is named here is checked below.
  await lockStock(tx, [...(variantsRemove ?? []), ...(variants ?? []).flatMap(({ id }) => id ?? [])]);
  await removeVariants(tx, before, variantsRemove ?? []);

  const left = before.filter(({ id }) => !variantsRemove?.includes(id));
  let position = Math.max(-1, ...left.map((variant) => variant.position)) + 1;
  const opening: OpeningStock[] = [];
  const minLevels = new Map<string, number>();
  const named = new Set<string>();
  for (const [index, input] of (variants ?? []).entries()) {
    const field = ['input', 'variants', String(index)];
    const values = variantValues(input, currencyCode, field);
    const { onHand, minLevel } = stockValues(input, tx.actor, field);
    if (input.id) {
      if (named.has(input.id)) throw namedTwice([...field, 'id']);
      named.add(input.id);
      await changeVariant(tx, left, input.id, values, field);
      if (minLevel !== null) minLevels.set(input.id, minLevel);
    } else {
      const added = newVariant(values, field);
      await tx.insert(ProductVariant, { ...added, productId, position });
      opening.push({ variantId: added.id, onHand, minLevel: minLevel ?? 0 });
      position += 1;
    }
  }
  if (left.length + opening.length > MAX_VARIANTS) {
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, `A product has at most ${MAX_VARIANTS} variants.`, [
      'input',
      'variants',
    ]);
  }
  await setMinLevels(tx, minLevels);
  await openStock(tx, opening);
  const touched = new Set([...named, ...(variantsRemove ?? [])]);
  return before.filter(({ id }) => touched.has(id));
}

/** Deletes variants with their media uses and stock levels. The caller holds their products' locks. */
export async function removeVariants(
  tx: Tx,
  existing: readonly ProductVariant[],
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const known = new Set(existing.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0) throw noSuchVariant(['input', 'variantsRemove', String(missing)]);
  await detachDeleted(tx, VARIANT, ids);
  await closeStock(tx, ids);
  await tx.rows('DELETE FROM product_variant WHERE workspace_id = $1 AND id = ANY($2)', ids);
}

async function changeVariant(
  tx: Tx,
  existing: readonly ProductVariant[],
  id: string,
  values: Partial<ProductVariant>,
  field: readonly string[],
): Promise<void> {
  const variant = existing.find((each) => each.id === id);
  if (!variant) throw noSuchVariant([...field, 'id']);
  await tx.update(ProductVariant, { id }, { ...values, version: variant.version + 1 });
}

function newVariant(values: Partial<ProductVariant>, field: readonly string[]) {
  const { sku, price, title = DEFAULT_TITLE } = values;
  if (sku === undefined) throw refuse(UserErrorCode.INVALID, 'A variant needs a SKU.', [...field, 'sku']);
  if (price === undefined)
    throw refuse(UserErrorCode.INVALID, 'A variant needs a price.', [...field, 'price']);
  return { ...values, id: uuid(), sku, price, title };
}

function namedTwice(field: readonly string[]) {
  return refuse(UserErrorCode.INVALID, 'Name each variant once.', field);
}

function noSuchVariant(field: readonly string[]) {
  return refuse(UserErrorCode.NOT_FOUND, 'The product has no such variant.', field);
}
