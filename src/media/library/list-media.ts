import { keysetSql, type KeysetRow, withCursor } from '../../platform/database/keyset';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { findWords, type SearchedWords } from './find-words';
import { MEDIA_COLUMNS, type MediaRow } from './load-media';
import { type Condition, conditionsOf, type MediaFilter } from './media-filter';
import { mediaOrder, MediaSortKey } from './media-order';
import { type MediaSource, sourceOf, stateOf } from './media-source';

export interface MediaList {
  /** Words that all have to occur in the file's name, alt, description or tags. */
  readonly query?: string | null;
  readonly filter?: MediaFilter | null;
  readonly sortKey?: MediaSortKey | null;
  readonly reverse?: boolean | null;
}

export interface MediaPage {
  readonly size: number;
  readonly backward: boolean;
  readonly cursor: string | null;
}

/** What `totalCount` is exact to. */
const COUNTED = 10_000;
/** So many items are looked through before others are gathered. */
const LOOKED_THROUGH = 1_000;

/**
 * One page of the library, with one row more where there are further ones; one statement, besides those that find
 * out what to search for.
 *
 * An index has the items in the order of the list, often those alone that meet one of its conditions. From there the
 * page is read. Where the other conditions might be met by few, at most a thousand items are looked through; if these
 * do not fill the page, all that meet the conditions are gathered, by the indexes that lead to them, and sorted. So
 * neither rare nor frequent words, tags or folders make for a long way, whatever the planner takes them for.
 */
export async function listMedia(
  rows: WorkspaceRows,
  list: MediaList,
  page: MediaPage,
): Promise<(MediaRow & { readonly cursor: string })[]> {
  const words = await findWords(rows, list.query);
  if (words?.query === '') return [];
  const params: unknown[] = [];
  const parts = partsOf(list, words, (value) => `$${params.push(value) + 2}`);
  const sort = mediaOrder(parts.sortKey, list.reverse ?? false);
  const keysetOf = (expression: string, id: string) =>
    keysetSql({ sort: { ...sort, expression }, id, ...page }, params.length + 3);
  const keyset = keysetOf(sort.expression, 'm.id');
  const { source, rest, filter } = parts;
  const place = source.at ?? sort.expression;
  const inSource = keysetOf(place, source.id);
  const byPlace = keysetOf('place', 'id').orderBy;

  const straight = `
    SELECT m.id FROM ${source.from} WHERE ${and(source.where, rest.map(holding), inSource.condition)}
    ORDER BY ${inSource.orderBy} LIMIT $2`;
  const near = `
    SELECT id FROM (
      SELECT m.*, ${place} AS place FROM ${source.from} WHERE ${and(source.where, inSource.condition)}
      ORDER BY ${inSource.orderBy} LIMIT ${LOOKED_THROUGH}) AS m
    WHERE m.workspace_id = $1 AND ${and(rest.map(holding))}
    ORDER BY ${byPlace} LIMIT $2`;
  const gathered = (gate: string) => `
    SELECT m.id, ${sort.expression} AS place FROM media m
    WHERE m.workspace_id = $1 AND ${and(stateOf(filter), parts.conditions.map(leading), keyset.condition, gate)}`;
  const first = `SELECT id FROM far ORDER BY ${byPlace} LIMIT $2`;

  const hasLead = !filter.deleted && rest.some(({ leads }) => leads);
  const ctes = !hasLead
    ? `page AS MATERIALIZED (${straight})`
    : words?.rare
      ? `far AS MATERIALIZED (${gathered('true')}), page AS (${first})`
      : `near AS MATERIALIZED (${near}),
         far AS MATERIALIZED (${gathered('(SELECT count(*) FROM near) < $2')}),
         page AS (SELECT id FROM near WHERE (SELECT count(*) FROM near) = $2 UNION ALL (${first}))`;
  const sql = `
    WITH ${ctes}
    SELECT ${MEDIA_COLUMNS}, ${keyset.selection}
    FROM page
    JOIN media m ON m.workspace_id = $1 AND m.id = page.id
    JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
    ORDER BY ${keyset.orderBy}`;
  const found = await rows.rows<MediaRow & KeysetRow>(sql, page.size + 1, ...params, ...keyset.params);
  return found.map((row) => withCursor(sort, row));
}

/** How many items a list has, to 10,000; null beyond. */
export async function countMedia(rows: WorkspaceRows, list: MediaList): Promise<number | null> {
  const words = await findWords(rows, list.query);
  if (words?.query === '') return 0;
  const params: unknown[] = [];
  const { source, rest, conditions, filter } = partsOf(list, words, (value) => `$${params.push(value) + 1}`);
  const counted =
    rest.length === 0
      ? `SELECT 1 FROM ${source.counted ?? source.from} WHERE ${and(source.where)}`
      : `SELECT 1 FROM media m WHERE m.workspace_id = $1 AND ${and(stateOf(filter), conditions.map(leading))}`;
  const sql = `SELECT count(*)::integer AS count FROM (${counted} LIMIT ${COUNTED + 1}) AS counted`;
  const count = (await rows.row<{ count: number }>(sql, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}

interface ListParts {
  readonly sortKey: MediaSortKey;
  readonly filter: MediaFilter;
  readonly conditions: readonly Condition[];
  readonly source: MediaSource;
  /** The conditions that the source does not cover. */
  readonly rest: readonly Condition[];
}

function partsOf(
  { filter, sortKey }: MediaList,
  words: SearchedWords | null,
  param: (value: unknown) => string,
): ListParts {
  const given = filter ?? {};
  const key = sortKey ?? MediaSortKey.CREATED_AT;
  const conditions = conditionsOf(given, words, param);
  const source = sourceOf(key, given, conditions);
  const rest = conditions.filter(({ on }) => !source.covers.has(on));
  return { sortKey: key, filter: given, conditions, source, rest };
}

function holding({ holds }: Condition): string {
  return holds;
}

function leading({ holds, leads }: Condition): string {
  return leads ?? holds;
}

function and(...conditions: readonly (string | readonly string[])[]): string {
  return conditions.flat().join(' AND ');
}
