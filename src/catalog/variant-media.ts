import { isStaff, Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type MediaConsumer, MediaType } from '../media';
import { lockProducts } from './lock-product';
import { productsChanged } from './product-changed';

export const VARIANT = 'variant';

const OWNERS = 'SELECT id, product_id FROM product_variant WHERE workspace_id = $1 AND id = ANY($2)';

const LABELS = `
  SELECT v.id, p.title || ' – ' || v.title AS label
  FROM product_variant v JOIN product p ON p.workspace_id = v.workspace_id AND p.id = v.product_id
  WHERE v.workspace_id = $1 AND v.id = ANY($2) AND ($3 OR p.status = 'ACTIVE')`;

/** What variants say about media. A variant is locked by its product: both change in one piece. */
export const variantMedia: MediaConsumer = {
  entityType: VARIANT,
  nodeType: 'ProductVariant',
  roles: [
    { name: 'main_image', accepts: [MediaType.IMAGE], maxItems: 1 },
    { name: 'gallery', accepts: [MediaType.IMAGE, MediaType.VIDEO, MediaType.MODEL_3D], maxItems: 50 },
    { name: 'swatch', accepts: [MediaType.IMAGE], maxItems: 1 },
  ],

  authorize: (actor) => requireRole(actor, Role.EDITOR),

  async lock(tx, ids) {
    const owners = await tx.rows<{ id: string; productId: string }>(OWNERS, ids);
    await lockProducts(tx, [...new Set(owners.map(({ productId }) => productId))]);
    // Once more under the lock: a variant may have been taken out of its product meanwhile.
    const still = await tx.rows<{ id: string }>(OWNERS, ids);
    return new Set(still.map(({ id }) => id));
  },

  async labels(rows, actor, ids) {
    const variants = await rows.rows<{ id: string; label: string }>(LABELS, ids, isStaff(actor));
    return new Map(variants.map(({ id, label }) => [id, label]));
  },

  async changed(tx, id) {
    const owners = await tx.rows<{ productId: string }>(OWNERS, [id]);
    await productsChanged(
      tx,
      owners.map(({ productId }) => productId),
    );
  },
};
