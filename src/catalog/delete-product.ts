import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { detachDeleted } from '../media';
import { PRODUCT } from './product-media';
import { Product } from './product.entity';
import { type ProductVariant } from './product-variant.entity';
import { lockCurrent } from './save-product';
import { removeVariants } from './save-variants';

const VARIANTS = 'SELECT * FROM product_variant WHERE workspace_id = $1 AND product_id = $2';

/**
 * Deletes a product with its variants and their stock levels, and detaches their media in the same commit; the
 * library items stay. Locks the product; a stale version is a CONFLICT and changes nothing.
 */
export async function deleteProduct(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  const product = await lockCurrent(tx, id, version);
  const variants = await tx.rows<ProductVariant>(VARIANTS, id);
  const mediaIds = await detachDeleted(tx, PRODUCT, [id]);
  await removeVariants(
    tx,
    variants,
    variants.map((variant) => variant.id),
  );
  await tx.delete(Product, { id });
  const before = { product, variants, mediaIds };
  tx.audit({ action: 'product.delete', subject: { type: 'product', id }, before });
  tx.publish('product.changed', { productId: id, kind: 'DELETED' });
}
