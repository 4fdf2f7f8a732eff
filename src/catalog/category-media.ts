import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type MediaConsumer, MediaType } from '../media';
import { categoryChanged } from './category-changed';
import { type Category } from './category.entity';
import { lockCategories } from './lock-category';

export const CATEGORY = 'category';
export const CATEGORY_IMAGE = 'image';

const LABELS = 'SELECT id, title FROM category WHERE workspace_id = $1 AND id = ANY($2)';

/** What categories say about media. Everyone sees all categories. */
export const categoryMedia: MediaConsumer = {
  entityType: CATEGORY,
  nodeType: 'Category',
  roles: [
    { name: CATEGORY_IMAGE, accepts: [MediaType.IMAGE], maxItems: 1 },
    { name: 'banner', accepts: [MediaType.IMAGE], maxItems: 1 },
  ],

  authorize: (actor) => requireRole(actor, Role.EDITOR),

  lock: async (tx, ids) => new Set((await lockCategories(tx, ids)).keys()),

  async labels(rows, _actor, ids) {
    const categories = await rows.rows<Pick<Category, 'id' | 'title'>>(LABELS, ids);
    return new Map(categories.map(({ id, title }) => [id, title]));
  },

  changed: categoryChanged,
};
