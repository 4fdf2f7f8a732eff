import { type Tx } from '../platform/unit-of-work/transaction';
import { queueUp } from '../platform/unit-of-work/queue-up';

const MAX_LENGTH = 100;
/** What is made leaves room for a number behind it. */
const MADE_LENGTH = 90;

/** A title as it can stand in a URL: "Crème brûlée No. 5" is creme-brulee-no-5. Empty where nothing is left. */
export function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MADE_LENGTH)
    .replace(/^-+|-+$/g, '');
}

export function isSlug(slug: string): boolean {
  return slug.length <= MAX_LENGTH && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug);
}

const TAKEN = {
  product: `SELECT slug FROM product WHERE workspace_id = $1 AND (slug = $2 OR slug LIKE $2 || '-%')`,
  category: `SELECT slug FROM category WHERE workspace_id = $1 AND (slug = $2 OR slug LIKE $2 || '-%')`,
};

/**
 * The first free slug for a title: itself, else numbered from 2. Those who ask for one of the same title queue up
 * until the commit.
 */
export async function freeSlug(tx: Tx, noun: keyof typeof TAKEN, title: string): Promise<string> {
  const base = slugify(title) || noun;
  await queueUp(tx, `${noun} ${base}`);
  const taken = new Set((await tx.rows<{ slug: string }>(TAKEN[noun], base)).map(({ slug }) => slug));
  let slug = base;
  for (let number = 2; taken.has(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}
