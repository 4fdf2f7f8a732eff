import { type KeysetRow, withCursor } from '../../platform/database/keyset';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { findWords } from './find-words';
import {
  type ListStatements,
  listStatements,
  type MediaList,
  type MediaPage,
  type Statement,
  type Walked,
} from './list-statements';
import { type MediaRow } from './load-media';

export { type MediaList } from './list-statements';

export interface ListedMedia {
  /** In the order in which they were read, with one more than the page holds where it is known that there are more. */
  readonly rows: readonly (MediaRow & { readonly cursor: string })[];
  /** Where the search for more ended before the list did; there the next page begins. */
  readonly reached: string | null;
}

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

/** How much work one page may be. */
export interface ListLimits {
  /** So many items are looked through at first. */
  readonly near: number;
  /** So many are gathered and sorted at most, or looked through in a second attempt. */
  readonly far: number;
}

const LIMITS: ListLimits = { near: 1_000, far: 20_000 };

/**
 * One page of the library, with a bounded number of items looked at, whatever is asked for and however large it is: in
 * one statement where an index has just that, else in at most four, besides those that find out what to search for.
 *
 * An index has the items in the order of the list, often those alone that meet one of its conditions. From there the
 * page is read. Where other conditions might be met by few, at most a thousand items are looked through. If these do
 * not fill the page, all that meet the rarest condition are gathered and sorted, if they are few. If they are not, more
 * of the library is looked through in its order; where even that ends before the page is full, the page is short, and
 * the next one begins where it ended.
 */
export async function listMedia(
  rows: WorkspaceRows,
  list: MediaList,
  page: MediaPage,
  limits: ListLimits = LIMITS,
): Promise<ListedMedia> {
  const words = await findWords(rows, list.query);
  if (words?.query === '') return { rows: [], reached: null };
  const statements = listStatements(list, words, page);
  const { byWords } = statements;
  const load = async ([sql, ...params]: Statement) => {
    const found = await rows.rows<MediaRow & KeysetRow>(sql, ...params);
    return { rows: found.map((row) => withCursor(statements.sort, row)), reached: null };
  };
  if (statements.isCovered) return load(statements.covered());
  if (words?.rare && byWords !== undefined) return load(statements.led(byWords));
  const near = await load(statements.near(limits.near));
  if (near.rows.length > page.size) return near;
  const lead = await leadToFew(rows, statements, limits.far);
  if (lead !== undefined) return load(statements.led(lead));

  const [sql, ...params] = statements.walk(limits.far);
  const walked = await rows.row<Walked | (Omit<Walked, 'id'> & { readonly id: null })>(sql, ...params);
  if (!walked) return near;
  const found = await load(statements.byIds(walked.ids));
  const isEnd = walked.id === null || walked.ids.length > page.size;
  return isEnd ? found : { ...found, reached: withCursor(statements.sort, walked).cursor };
}

/** The statement that leads to fewest items, if these are few enough to be gathered. */
async function leadToFew(
  rows: WorkspaceRows,
  { leads, countLeads }: ListStatements,
  most: number,
): Promise<string | undefined> {
  const statement = countLeads(most);
  if (!statement) return undefined;
  const [sql, ...params] = statement;
  const counts = await rows.row<Readonly<Record<string, number>>>(sql, ...params);
  const few = leads.map((lead, index) => ({ lead, count: counts?.[`count${index}`] ?? Infinity }));
  const fewest = few.toSorted((a, b) => a.count - b.count)[0];
  return fewest && fewest.count <= most ? fewest.lead : undefined;
}

/** How many items a list has, to 10,000; null beyond. */
export async function countMedia(rows: WorkspaceRows, list: MediaList): Promise<number | null> {
  const words = await findWords(rows, list.query);
  if (words?.query === '') return 0;
  const statements = listStatements(list, words, { size: 0, backward: false, cursor: null });
  const lead = statements.isCovered ? undefined : await leadToFew(rows, statements, LIMITS.far);
  const [sql, ...params] = statements.count(COUNTED + 1, lead);
  const count = (await rows.row<{ count: number }>(sql, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}
