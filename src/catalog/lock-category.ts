import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type Category } from './category.entity';
import { queueUp } from '../platform/unit-of-work/queue-up';

// Products may go on referring to a category that is only changed.
const LOCK = 'SELECT * FROM category WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE';
const HOLD_PRODUCTS_OFF = 'SELECT id FROM category WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

/** Locks categories by id, ascending, until the commit. Those that do not exist are left out. */
export async function lockCategories(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Category>> {
  const categories = await tx.rows<Category>(LOCK, ids);
  return new Map(categories.map((category) => [category.id, category]));
}

/** Locks a category that is to be changed, and makes sure that it is still as its editor saw it. */
export async function lockCurrentCategory(tx: Tx, id: string, version: number): Promise<Category> {
  const category = (await lockCategories(tx, [id])).get(id);
  if (!category) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such category.', ['id']);
  if (category.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The category was changed meanwhile.', ['version']);
  }
  return category;
}

/** Waits for whoever is putting a product into a category, and makes others wait, until the commit. */
export async function holdProductsOff(tx: Tx, categoryId: string): Promise<void> {
  await tx.rows(HOLD_PRODUCTS_OFF, categoryId);
}

/**
 * Locks the shape of the workspace's tree until the commit: whoever adds, moves or deletes a category holds it, so
 * that what was seen of paths, depths and numbers stays true. To be taken before any category is locked.
 */
export function lockTree(tx: Tx): Promise<void> {
  return queueUp(tx, 'tree of categories');
}
