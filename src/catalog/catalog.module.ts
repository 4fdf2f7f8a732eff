import { UserErrorCode } from '../platform/errors';
import { type Module } from '../platform/module';
import { type MediaConsumer } from '../media';
import { productMedia } from './product-media';
import { Product } from './product.entity';
import { ProductVariant } from './product-variant.entity';
import { variantMedia } from './variant-media';

export const catalogModule: Module & { readonly consumers: readonly MediaConsumer[] } = {
  name: 'catalog',
  entities: [Product, ProductVariant],
  consumers: [productMedia, variantMedia],
  broadcasts: ['product.changed'],
  faults: {
    product_slug: {
      code: UserErrorCode.TAKEN,
      message: 'Another product has this slug.',
      field: ['input', 'slug'],
    },
    product_variant_sku: {
      code: UserErrorCode.TAKEN,
      message: 'Another variant has this SKU.',
      field: ['input', 'variants'],
    },
  },
};
