import { v7 as uuid } from 'uuid';
import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type MediaDifference, replaceMedia } from '../media';
import { categoryChanged } from './category-changed';
import { type CategoryInput } from './category-input';
import { CATEGORY, categoryMedia } from './category-media';
import { placeUnder } from './category-tree';
import { categoryValues } from './category-values';
import { Category } from './category.entity';
import { lockCurrentCategory, lockTree } from './lock-category';
import { freeSlug } from './slug';

/**
 * Creates a category with its media, behind the last one at its place of the tree unless it is told its position.
 * Returns its id. Locks the tree.
 */
export async function createCategory(tx: Tx, input: CategoryInput): Promise<string> {
  requireRole(tx.actor, Role.EDITOR);
  const values = categoryValues(input);
  if (!values.title) throw refuse(UserErrorCode.INVALID, 'A category needs a title.', ['input', 'title']);
  await lockTree(tx);
  const behind = await placeUnder(tx, values.parentId ?? null, null);
  const id = uuid();
  const slug = values.slug ?? (await freeSlug(tx, 'category', values.title));
  const position = values.position ?? behind;
  await tx.insert(Category, { ...values, id, slug, position });
  const media = await saveMedia(tx, id, input);
  tx.audit({
    action: 'category.create',
    subject: { type: CATEGORY, id },
    after: { ...input, slug, position, ...media?.after },
  });
  tx.publish('category.changed', { categoryId: id, kind: 'CREATED' });
  return id;
}

/**
 * Changes a category and its media in one piece; under another parent it goes behind the last one there unless it is
 * told its position. Locks the category, and the tree before it where the input names a parent; a stale version is a
 * CONFLICT and changes nothing.
 */
export async function updateCategory(
  tx: Tx,
  id: string,
  version: number,
  input: CategoryInput,
): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  const changes = categoryValues(input);
  if (changes.parentId !== undefined) await lockTree(tx);
  const category = await lockCurrentCategory(tx, id, version);
  const moves = changes.parentId !== undefined && changes.parentId !== category.parentId;
  const behind = moves ? await placeUnder(tx, changes.parentId ?? null, id) : undefined;
  const values = { ...(behind !== undefined && { position: behind }), ...changes };
  if (Object.keys(values).length > 0) await tx.update(Category, { id }, values);
  const media = await saveMedia(tx, id, input);
  await categoryChanged(tx, id);
  const replaced = Object.keys(values).map((name) => [name, category[name as keyof Category]] as const);
  tx.audit({
    action: 'category.update',
    subject: { type: CATEGORY, id },
    before: { ...Object.fromEntries(replaced), ...media?.before },
    after: { ...(moves && { position: values.position }), ...input, ...media?.after },
  });
}

async function saveMedia(tx: Tx, id: string, { media }: CategoryInput): Promise<MediaDifference | null> {
  return media ? replaceMedia(tx, categoryMedia, id, media, ['input', 'media']) : null;
}
