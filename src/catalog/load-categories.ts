import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Category } from './category.entity';

const BY_ID = 'SELECT * FROM category WHERE workspace_id = $1 AND id = ANY($2)';
const BY_SLUG = 'SELECT * FROM category WHERE workspace_id = $1 AND slug = $2';

/** Categories by their ids, in one statement; those that do not exist are left out. */
export async function loadCategories(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Category>> {
  const categories = await rows.rows<Category>(BY_ID, ids);
  return new Map(categories.map((category) => [category.id, category]));
}

export async function loadCategoryBySlug(rows: WorkspaceRows, slug: string): Promise<Category | null> {
  return (await rows.row<Category>(BY_SLUG, slug)) ?? null;
}

const ORDER = 'ORDER BY position, lower(title), id';
const ROOTS = `SELECT * FROM category WHERE workspace_id = $1 AND parent_id IS NULL ${ORDER}`;
const CHILDREN = `SELECT * FROM category WHERE workspace_id = $1 AND parent_id = ANY($2) ${ORDER}`;

/** The tree's roots, in their order. */
export function loadRootCategories(rows: WorkspaceRows): Promise<Category[]> {
  return rows.rows<Category>(ROOTS);
}

/** The categories directly within others, each one's in their order, in one statement. */
export async function loadChildrenOf(
  rows: WorkspaceRows,
  parentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Category[]>> {
  const byParent = new Map<string, Category[]>(parentIds.map((id) => [id, []]));
  for (const category of await rows.rows<Category>(CHILDREN, parentIds)) {
    if (category.parentId !== null) byParent.get(category.parentId)?.push(category);
  }
  return byParent;
}
