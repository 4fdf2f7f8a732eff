import { v7 as uuid } from 'uuid';
import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type MediaDifference, placedMediaOf, replaceMedia } from '../media';
import { lockProducts } from './lock-product';
import { productsChanged } from './product-changed';
import { type ProductInput } from './product-input';
import { productMedia, requireImage } from './product-media';
import { productValues } from './product-values';
import { Product, ProductStatus } from './product.entity';
import { type ProductVariant } from './product-variant.entity';
import { saveVariants } from './save-variants';
import { freeSlug } from './slug';

/** Creates a product with its variants, their opening stock, and its media. Returns its id. */
export async function createProduct(tx: Tx, input: ProductInput, currencyCode: string): Promise<string> {
  requireRole(tx.actor, Role.EDITOR);
  const values = productValues(input);
  if (!values.title) throw refuse(UserErrorCode.INVALID, 'A product needs a title.', ['input', 'title']);
  if (input.variantsRemove?.length) {
    throw refuse(UserErrorCode.INVALID, 'A new product has no variants to remove.', [
      'input',
      'variantsRemove',
    ]);
  }
  const id = uuid();
  const slug = values.slug ?? (await freeSlug(tx, 'product', values.title));
  await tx.insert(Product, { ...values, id, slug });
  const { media } = await saveMediaAndVariants(tx, id, input, values.status, currencyCode);
  tx.audit({
    action: 'product.create',
    subject: { type: 'product', id },
    after: { ...input, slug, ...media?.after },
  });
  tx.publish('product.changed', { productId: id, kind: 'CREATED' });
  return id;
}

/**
 * Changes a product, its variants and its media in one piece. Locks the product; a stale version is a CONFLICT
 * and changes nothing.
 */
export async function updateProduct(
  tx: Tx,
  id: string,
  version: number,
  input: ProductInput,
  currencyCode: string,
): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  const values = productValues(input);
  const product = await lockCurrent(tx, id, version);
  if (Object.keys(values).length > 0) await tx.update(Product, { id }, values);
  const status = values.status ?? product.status;
  const { media, variants } = await saveMediaAndVariants(tx, id, input, status, currencyCode);
  await productsChanged(tx, [id]);
  const replaced = Object.keys(values).map((name) => [name, product[name as keyof Product]] as const);
  const before = {
    ...Object.fromEntries(replaced),
    ...(variants.length > 0 && { variants }),
    ...media?.before,
  };
  const after = { ...input, ...media?.after };
  tx.audit({ action: 'product.update', subject: { type: 'product', id }, before, after });
}

/** Locks a product that is to be changed, and makes sure that it is still as its editor saw it. */
export async function lockCurrent(tx: Tx, id: string, version: number): Promise<Product> {
  const product = (await lockProducts(tx, [id])).get(id);
  if (!product) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such product.', ['id']);
  if (product.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The product was changed meanwhile.', ['version']);
  }
  return product;
}

/** Returns what it changed: the media before and after, and the variants that it changed or removed as they were. */
async function saveMediaAndVariants(
  tx: Tx,
  id: string,
  input: ProductInput,
  status: ProductStatus | undefined,
  currencyCode: string,
): Promise<{ media: MediaDifference | null; variants: readonly ProductVariant[] }> {
  const mediaPath = ['input', 'media'];
  const media = input.media ? await replaceMedia(tx, productMedia, id, input.media, mediaPath) : null;
  const variants = await saveVariants(tx, id, input, currencyCode);
  if (status === ProductStatus.ACTIVE) requireImage(await placedMediaOf(tx, productMedia, id), mediaPath);
  return { media, variants };
}
