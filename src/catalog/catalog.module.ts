import { Role } from '../platform/actor';
import { UserErrorCode } from '../platform/errors';
import { type Module } from '../platform/module';
import { type MediaConsumer } from '../media';
import { categoryMedia } from './category-media';
import { Category } from './category.entity';
import { productMedia } from './product-media';
import { Product } from './product.entity';
import { ProductVariant } from './product-variant.entity';
import { variantMedia } from './variant-media';

export const catalogModule: Module & { readonly consumers: readonly MediaConsumer[] } = {
  name: 'catalog',
  entities: [Category, Product, ProductVariant],
  consumers: [productMedia, variantMedia, categoryMedia],
  broadcasts: ['product.changed', 'category.changed'],
  audited: [
    { type: 'category', nodeType: 'Category', readableBy: Role.EDITOR },
    { type: 'product', nodeType: 'Product', readableBy: Role.EDITOR },
    { type: 'variant', nodeType: 'ProductVariant', readableBy: Role.EDITOR },
  ],
  faults: {
    category_slug: {
      code: UserErrorCode.TAKEN,
      message: 'Another category has this slug.',
      field: ['input', 'slug'],
    },
    product_category_fk: {
      code: UserErrorCode.NOT_FOUND,
      message: 'There is no such category.',
      field: ['input', 'categoryId'],
    },
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
