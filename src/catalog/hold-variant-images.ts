import { holdPrimaryImages, type KeptImage } from '../media';
import { type Tx } from '../platform/unit-of-work/transaction';
import { productMedia } from './product-media';
import { variantMedia } from './variant-media';

/**
 * The image that buyers see of each variant, by its id: its own, else its product's; variants without any are left out.
 * Locks the contents by id against condemnation until the commit, so that the images can be pinned in it.
 */
export function holdVariantImages(
  tx: Tx,
  variants: readonly { readonly variantId: string; readonly productId: string }[],
): Promise<ReadonlyMap<string, KeptImage>> {
  return holdPrimaryImages(
    tx,
    new Map(
      variants.map(({ variantId, productId }) => [
        variantId,
        [
          { consumer: variantMedia, entityId: variantId },
          { consumer: productMedia, entityId: productId },
        ],
      ]),
    ),
  );
}
