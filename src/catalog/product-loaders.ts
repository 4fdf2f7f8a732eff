import DataLoader from 'dataloader';
import { isStaff } from '../platform/actor';
import { loaderKey } from '../platform/graphql/loaders';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadStockLevels, type StockLevel } from '../stock';
import { loadProducts, loadVariants, loadVariantsOf, type Sight } from './load-products';
import { type Product } from './product.entity';
import { type ProductVariant } from './product-variant.entity';

const PRODUCTS = loaderKey<string, Product | null>('products');
const VARIANTS = loaderKey<string, ProductVariant | null>('variants');
const VARIANTS_OF = loaderKey<string, readonly ProductVariant[]>('variants of products');
const STOCK = loaderKey<string, StockLevel | null>('stock levels of variants');

/** What the caller of a request sees of the catalog. */
export function sightOf({ actor }: WorkspaceContext): Sight {
  return { staff: isStaff(actor) };
}

/** A product that the caller may see; one statement for all of a request's. */
export function loadProduct(context: WorkspaceContext, id: string): Promise<Product | null> {
  return productLoader(context).load(id);
}

/** Has the products that a list found ready for whatever leads back to them, such as their variants. */
export function keepLoaded(context: WorkspaceContext, products: readonly Product[]): void {
  const loader = productLoader(context);
  for (const product of products) loader.prime(product.id, product);
}

function productLoader(context: WorkspaceContext): DataLoader<string, Product | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadProducts(context.db, ids, sightOf(context));
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(PRODUCTS, () => new DataLoader(batch));
}

/** A variant that the caller may see; one statement for all of a request's. */
export function loadVariant(context: WorkspaceContext, id: string): Promise<ProductVariant | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadVariants(context.db, ids, sightOf(context));
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(VARIANTS, () => new DataLoader(batch)).load(id);
}

/** The variants of a product, in their order. */
export function variantsOf(context: WorkspaceContext, productId: string): Promise<readonly ProductVariant[]> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadVariantsOf(context.db, ids);
    return ids.map((each) => found.get(each) ?? []);
  };
  return context.loaders.get(VARIANTS_OF, () => new DataLoader(batch)).load(productId);
}

/** A variant's stock level; null where it has none. */
export function stockOf(context: WorkspaceContext, variantId: string): Promise<StockLevel | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadStockLevels(context.db, ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(STOCK, () => new DataLoader(batch)).load(variantId);
}
