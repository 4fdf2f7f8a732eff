import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { detachDeleted } from '../media';
import { CATEGORY } from './category-media';
import { Category } from './category.entity';
import { holdProductsOff, lockCurrentCategory, lockTree } from './lock-category';

const WITHIN = `
  SELECT (SELECT count(*)::integer FROM category WHERE workspace_id = $1 AND parent_id = $2) AS categories,
         (SELECT count(*)::integer FROM product WHERE workspace_id = $1 AND category_id = $2) AS products`;

/**
 * Deletes a category and detaches its media in the same commit; the library items stay. Refuses one that has
 * categories or products in it, of whatever status (IN_USE): where these shall go is not for a deletion to decide.
 * Locks the tree, then the category; a stale version is a CONFLICT and changes nothing.
 */
export async function deleteCategory(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  await lockTree(tx);
  const category = await lockCurrentCategory(tx, id, version);
  await holdProductsOff(tx, id);
  await requireEmpty(tx, id);
  const mediaIds = await detachDeleted(tx, CATEGORY, [id]);
  await tx.delete(Category, { id });
  tx.audit({ action: 'category.delete', subject: { type: CATEGORY, id }, before: { category, mediaIds } });
  tx.publish('category.changed', { categoryId: id, kind: 'DELETED' });
}

async function requireEmpty(tx: Tx, id: string): Promise<void> {
  const { categories = 0, products = 0 } =
    (await tx.row<{ categories: number; products: number }>(WITHIN, id)) ?? {};
  if (categories + products === 0) return;
  const message = `There are ${categories} categories and ${products} products in it: move them elsewhere first.`;
  throw refuse(UserErrorCode.IN_USE, message, ['id']);
}
