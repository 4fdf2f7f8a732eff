import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadCategory } from './category-loaders';
import { loadProduct, loadVariant } from './product-loaders';

export { loadVariant, stockOf } from './product-loaders';
export { ProductVariant } from './product.type';
export { CategoryMutationsResolver } from './category-mutations.resolver';
export { CategoryResolver, ProductCategoryResolver } from './category.resolver';
export { ProductMutationsResolver } from './product-mutations.resolver';
export { ProductVariantResolver } from './product-variant.resolver';
export { ProductResolver } from './product.resolver';
export { StockUpdatedResolver, StockVariantResolver } from './stock-updated.resolver';

/** How `node` finds the records of this module. */
export const catalogNodes: NodeRegistry<WorkspaceContext> = {
  Category: (context, ids) =>
    Promise.all(ids.map(async (id) => named('Category', await loadCategory(context, id)))),
  Product: (context, ids) =>
    Promise.all(ids.map(async (id) => named('Product', await loadProduct(context, id)))),
  ProductVariant: (context, ids) =>
    Promise.all(ids.map(async (id) => named('ProductVariant', await loadVariant(context, id)))),
};

function named<T extends object>(typeName: string, row: T | null): (T & { __typename: string }) | null {
  return row && { ...row, __typename: typeName };
}
