import DataLoader from 'dataloader';
import { loaderKey } from '../platform/graphql/loaders';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Category } from './category.entity';
import { loadCategories, loadChildrenOf } from './load-categories';

const CATEGORIES = loaderKey<string, Category | null>('categories');
const CHILDREN = loaderKey<string, readonly Category[]>('children of categories');

/** A category; one statement for all of a request's. */
export function loadCategory(context: WorkspaceContext, id: string): Promise<Category | null> {
  return categoryLoader(context).load(id);
}

/** The categories directly within one, in their order; one statement for those of all that are asked at once. */
export async function childrenOf(context: WorkspaceContext, parentId: string): Promise<readonly Category[]> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadChildrenOf(context.db, ids);
    return ids.map((each) => found.get(each) ?? []);
  };
  const children = await context.loaders.get(CHILDREN, () => new DataLoader(batch)).load(parentId);
  return keepCategoriesLoaded(context, children);
}

/** Has categories that a list found ready for whatever leads back to them, such as their children's parents. */
export function keepCategoriesLoaded(
  context: WorkspaceContext,
  categories: readonly Category[],
): readonly Category[] {
  const loader = categoryLoader(context);
  for (const category of categories) loader.prime(category.id, category);
  return categories;
}

function categoryLoader(context: WorkspaceContext): DataLoader<string, Category | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadCategories(context.db, ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(CATEGORIES, () => new DataLoader(batch));
}
