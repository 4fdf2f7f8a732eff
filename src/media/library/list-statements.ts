import { type KeysetRow, keysetSql, type SortOrder } from '../../platform/database/keyset';
import { type SearchedWords } from './find-words';
import { MEDIA_COLUMNS } from './load-media';
import { conditionsOf, type MediaFilter, stateOf } from './media-filter';
import { mediaOrder, MediaSortKey } from './media-order';
import { sourceOf } from './media-source';

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

/** A statement with the values of its parameters, of which the first is the workspace. */
export type Statement = readonly [sql: string, ...params: unknown[]];

/** Where a look at a list's items ended, and which of those that it passed are in the list. */
export interface Walked extends KeysetRow {
  readonly ids: readonly string[];
}

/** The statements that a list can be read by. Those for a page have one row more where there are further ones. */
export interface ListStatements {
  readonly sort: SortOrder;
  /** Whether the source has nothing but what is in the list. */
  readonly isCovered: boolean;
  /** The statement that leads to the items with the searched words. */
  readonly byWords: string | undefined;
  /** A page, from the source, where that has nothing else. */
  covered: () => Statement;
  /** A page, from the first `most` items of the source. */
  near: (most: number) => Statement;
  /** The number of items that each lead has, to one more than `most`: `count0`, `count1` and so on. */
  countLeads: (most: number) => Statement | null;
  readonly leads: readonly string[];
  /** A page, from all items that a lead leads to. */
  led: (lead: string) => Statement;
  /** The ids of a page from the first `most` items of the source, and the last of these where there are so many. */
  walk: (most: number) => Statement;
  byIds: (ids: readonly string[]) => Statement;
  /** A count of the list's items, to `most`; by a lead, where there is one to few. */
  count: (most: number, lead?: string) => Statement;
}

export function listStatements(
  { filter: given, sortKey, reverse }: MediaList,
  words: SearchedWords | null,
  page: MediaPage,
): ListStatements {
  const filter = given ?? {};
  const key = sortKey ?? MediaSortKey.CREATED_AT;
  const sort = mediaOrder(key, reverse ?? false);
  const params: unknown[] = [page.size + 1];
  const conditions = conditionsOf(filter, words, (value) => `$${params.push(value) + 1}`);
  const source = sourceOf(key, filter, conditions);
  const rest = conditions.filter(({ on }) => !source.covers.has(on)).map(({ holds }) => holds);
  const leads = conditions.flatMap((condition) => condition.leads);

  const firstFree = params.length + 2;
  const keysetOf = (expression: string, id: string) =>
    keysetSql({ sort: { ...sort, expression }, id, ...page }, firstFree);
  const place = source.at ?? sort.expression;
  const [keyset, inSource] = [keysetOf(sort.expression, 'm.id'), keysetOf(place, source.id)];
  const byPlace = keysetOf('place', 'id').orderBy;
  params.push(...keyset.params);
  const statement = (sql: string, ...more: unknown[]) => numbered(sql, [...params, ...more]);
  const next = `$${params.length + 2}`;

  const state = `m.workspace_id = $1 AND ${stateOf(filter)}`;
  const all = conditions.map(({ holds }) => holds);
  const CONTENT = 'JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id';
  const ordered = (columns: string, most: number | string) => {
    const end = `AND ${inSource.condition} ORDER BY ${inSource.orderBy} LIMIT ${most}`;
    return `SELECT ${columns} FROM ${source.from(end)} WHERE ${and(...source.where)} ${end}`;
  };
  const passed = (columns: string, most: number) => ordered(`${columns}, ${place} AS place`, most);
  const pageOf = (ids: string) => `
    page AS MATERIALIZED (${ids})
    SELECT ${MEDIA_COLUMNS}, ${keyset.selection}
    FROM page JOIN media m ON m.workspace_id = $1 AND m.id = page.id ${CONTENT}
    ORDER BY ${keyset.orderBy}`;

  return {
    sort,
    isCovered: rest.length === 0,
    byWords: conditions.find(({ on }) => on === 'words')?.leads[0],
    leads,
    covered: () => statement(`WITH ${pageOf(ordered('m.id', '$2'))}`),
    near: (most) =>
      statement(`
        WITH ${pageOf(`
          SELECT id FROM (${passed('m.*', most)}) AS m
          WHERE ${and('m.workspace_id = $1', ...rest)}
          ORDER BY ${byPlace} LIMIT $2`)}`),
    countLeads: (most) => {
      if (leads.length === 0) return null;
      const counts = leads.map(
        (lead, index) => `
          (SELECT count(*)::integer FROM (${lead} LIMIT ${most + 1}) AS led WHERE $1::uuid IS NOT NULL) AS count_${index}`,
      );
      return statement(`SELECT ${counts.join(', ')}`);
    },
    led: (lead) =>
      statement(`
        WITH led AS MATERIALIZED (${lead}), ${pageOf(`
          SELECT m.id FROM led JOIN media m ON m.workspace_id = $1 AND m.id = led.id
          WHERE ${and(state, ...all, keyset.condition)}
          ORDER BY ${keyset.orderBy} LIMIT $2`)}`),
    walk: (most) =>
      statement(`
        WITH passed AS MATERIALIZED (${passed(`m.id, ${and(...rest, 'true')} AS meets`, most)})
        SELECT ARRAY(SELECT id FROM passed WHERE meets ORDER BY ${byPlace} LIMIT $2) AS ids,
               last.id, last.place::text AS sort_value
        FROM (VALUES (true)) AS one
        LEFT JOIN (SELECT id, place FROM passed ORDER BY ${byPlace} OFFSET ${most - 1}) AS last ON true`),
    byIds: (ids) =>
      statement(
        `SELECT ${MEDIA_COLUMNS}, ${keyset.selection} FROM media m ${CONTENT}
         WHERE m.workspace_id = $1 AND m.id = ANY(${next}::uuid[]) ORDER BY ${keyset.orderBy}`,
        ids,
      ),
    count: (most, lead) => {
      const counted =
        rest.length === 0
          ? `SELECT 1 FROM ${source.counted ?? source.from('')} WHERE ${and(...source.where)}`
          : lead === undefined
            ? `SELECT 1 FROM media m WHERE ${and(state, ...all)}`
            : `SELECT 1 FROM (${lead}) AS led JOIN media m ON m.workspace_id = $1 AND m.id = led.id
               WHERE ${and(state, ...all)}`;
      return statement(`SELECT count(*)::integer AS count FROM (${counted} LIMIT ${most}) AS counted`);
    },
  };
}

function and(...conditions: readonly string[]): string {
  return conditions.join(' AND ');
}

/** A statement with those parameters alone that it names, numbered from $2 on. */
function numbered(sql: string, params: readonly unknown[]): Statement {
  const used: unknown[] = [];
  const places = new Map([['1', '$1']]);
  const text = sql.replace(/\$(\d+)/g, (_, number: string) => {
    const place = places.get(number) ?? `$${used.push(params[Number(number) - 2]) + 1}`;
    places.set(number, place);
    return place;
  });
  return [text, ...used];
}
