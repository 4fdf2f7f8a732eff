import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Product } from './product.entity';
import { type ProductVariant } from './product-variant.entity';

/** Who asks: the storefront sees what is on sale, staff see all. */
export interface Sight {
  readonly staff: boolean;
}

const BY_ID = `SELECT * FROM product WHERE workspace_id = $1 AND id = ANY($2) AND ($3 OR status = 'ACTIVE')`;
const BY_SLUG = `SELECT * FROM product WHERE workspace_id = $1 AND slug = $2 AND ($3 OR status = 'ACTIVE')`;

/** Products by their ids, in one statement; those that the caller may not see are left out. */
export async function loadProducts(
  rows: WorkspaceRows,
  ids: readonly string[],
  { staff }: Sight,
): Promise<ReadonlyMap<string, Product>> {
  const products = await rows.rows<Product>(BY_ID, ids, staff);
  return new Map(products.map((product) => [product.id, product]));
}

export async function loadProductBySlug(
  rows: WorkspaceRows,
  slug: string,
  { staff }: Sight,
): Promise<Product | null> {
  return (await rows.row<Product>(BY_SLUG, slug, staff)) ?? null;
}

// Of this workspace in so many words: behind an OR, PostgreSQL may first gather all products that are on sale.
const SHOWN = `($3 OR EXISTS (SELECT 1 FROM product p
  WHERE p.workspace_id = $1 AND p.id = v.product_id AND p.status = 'ACTIVE'))`;
const VARIANTS_BY_ID = `SELECT v.* FROM product_variant v WHERE v.workspace_id = $1 AND v.id = ANY($2) AND ${SHOWN}`;
const VARIANT_BY_SKU = `SELECT v.* FROM product_variant v WHERE v.workspace_id = $1 AND v.sku = $2 AND ${SHOWN}`;

/** Variants by their ids, in one statement; those of products that the caller may not see are left out. */
export async function loadVariants(
  rows: WorkspaceRows,
  ids: readonly string[],
  { staff }: Sight,
): Promise<ReadonlyMap<string, ProductVariant>> {
  const variants = await rows.rows<ProductVariant>(VARIANTS_BY_ID, ids, staff);
  return new Map(variants.map((variant) => [variant.id, variant]));
}

export async function loadVariantBySku(
  rows: WorkspaceRows,
  sku: string,
  { staff }: Sight,
): Promise<ProductVariant | null> {
  return (await rows.row<ProductVariant>(VARIANT_BY_SKU, sku, staff)) ?? null;
}

const OF_PRODUCTS = `
  SELECT * FROM product_variant WHERE workspace_id = $1 AND product_id = ANY($2) ORDER BY product_id, position, id`;

/** The variants of products, each product's in their order, in one statement. */
export async function loadVariantsOf(
  rows: WorkspaceRows,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ProductVariant[]>> {
  const byProduct = new Map<string, ProductVariant[]>(productIds.map((id) => [id, []]));
  for (const variant of await rows.rows<ProductVariant>(OF_PRODUCTS, productIds)) {
    byProduct.get(variant.productId)?.push(variant);
  }
  return byProduct;
}
