import { isStaff, Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type MediaConsumer, MediaStatus, MediaType, type PlacedMedia } from '../media';
import { lockProducts } from './lock-product';
import { productsChanged } from './product-changed';
import { type Product, ProductStatus } from './product.entity';

export const PRODUCT = 'product';

const LABELS = `
  SELECT id, title FROM product WHERE workspace_id = $1 AND id = ANY($2) AND ($3 OR status = 'ACTIVE')`;

/** All that products say about media is here; media never hears the word. */
export const productMedia: MediaConsumer = {
  entityType: PRODUCT,
  nodeType: 'Product',
  roles: [
    { name: 'gallery', accepts: [MediaType.IMAGE, MediaType.VIDEO, MediaType.MODEL_3D], maxItems: 100 },
    { name: 'main_image', accepts: [MediaType.IMAGE], maxItems: 1 },
    { name: 'swatch', accepts: [MediaType.IMAGE], maxItems: 1 },
    { name: 'documents', accepts: [MediaType.DOCUMENT], maxItems: 20 },
  ],

  authorize: (actor) => requireRole(actor, Role.EDITOR),

  lock: async (tx, ids) => new Set((await lockProducts(tx, ids)).keys()),

  async labels(rows, actor, ids) {
    const products = await rows.rows<Pick<Product, 'id' | 'title'>>(LABELS, ids, isStaff(actor));
    return new Map(products.map(({ id, title }) => [id, title]));
  },

  async validate(tx, id, media) {
    const product = (await lockProducts(tx, [id])).get(id);
    if (product?.status === ProductStatus.ACTIVE) requireImage(media);
  },

  changed: (tx, id) => productsChanged(tx, [id]),
};

/** What is on sale shows a picture: one that is processed, or buyers would see a hole. */
export function requireImage(media: readonly PlacedMedia[], field?: readonly string[]): void {
  const isShown = ({ mediaType, status }: PlacedMedia) =>
    mediaType === MediaType.IMAGE && status === MediaStatus.COMPLETED;
  if (media.some(isShown)) return;
  throw refuse(UserErrorCode.MEDIA_REQUIRED, 'An active product needs an image that is processed.', field);
}
