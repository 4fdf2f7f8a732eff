import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';

/** Categories within each other; a root is at depth 1. */
export const MAX_DEPTH = 10;
/** Of one category, and of the roots. */
export const MAX_SIBLINGS = 100;

// One step further than a tree can be deep, so that a walk ends whatever it finds.
const PATH = `
  WITH RECURSIVE path AS (
    SELECT id, parent_id, 1 AS step FROM category WHERE workspace_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, c.parent_id, path.step + 1 FROM path
    JOIN category c ON c.workspace_id = $1 AND c.id = path.parent_id WHERE path.step <= ${MAX_DEPTH}
  )
  SELECT id FROM path ORDER BY step`;

const HEIGHT = `
  WITH RECURSIVE branch AS (
    SELECT id, 1 AS depth FROM category WHERE workspace_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, branch.depth + 1 FROM branch
    JOIN category c ON c.workspace_id = $1 AND c.parent_id = branch.id WHERE branch.depth <= ${MAX_DEPTH}
  )
  SELECT max(depth) AS height FROM branch`;

const SIBLINGS = `
  SELECT count(*)::integer AS count, coalesce(max(position) + 1, 0) AS next FROM category
  WHERE workspace_id = $1 AND parent_id IS NOT DISTINCT FROM $2::uuid`;

/**
 * Finds out whether a category, new or with all that is within it, may stand under a parent (null: at the roots), and
 * returns the position after the last one there. Refuses a parent that does not exist (NOT_FOUND) or is within the
 * category itself (INVALID), and too many levels or siblings (LIMIT_EXCEEDED). The caller holds the tree's lock.
 */
export async function placeUnder(tx: Tx, parentId: string | null, movedId: string | null): Promise<number> {
  const field = ['input', 'parentId'];
  const path = parentId === null ? [] : (await tx.rows<{ id: string }>(PATH, parentId)).map(({ id }) => id);
  if (parentId !== null && path.length === 0) {
    throw refuse(UserErrorCode.NOT_FOUND, 'There is no such category.', field);
  }
  if (movedId !== null && path.includes(movedId)) {
    throw refuse(UserErrorCode.INVALID, 'A category cannot be within itself.', field);
  }
  const moved = movedId === null ? undefined : await tx.row<{ height: number }>(HEIGHT, movedId);
  if (path.length + (moved?.height ?? 1) > MAX_DEPTH) {
    const message = `Categories are at most ${MAX_DEPTH} levels deep.`;
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, message, field);
  }
  const { count = 0, next = 0 } = (await tx.row<{ count: number; next: number }>(SIBLINGS, parentId)) ?? {};
  if (count >= MAX_SIBLINGS) {
    const message = `There are at most ${MAX_SIBLINGS} categories at one place of the tree.`;
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, message, field);
  }
  return next;
}
