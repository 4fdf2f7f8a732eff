import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../../platform/database/keyset';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type MediaStatus, type MediaType } from '../media-type';
import { MEDIA_COLUMNS, type MediaRow } from './load-media';
import { cleanFolder, cleanTag } from './media-details';

export enum MediaSortKey {
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  FILENAME = 'FILENAME',
  BYTE_SIZE = 'BYTE_SIZE',
}

/** Newest first, but from A to Z and from small to large. */
const SORT_ORDERS: Readonly<Record<MediaSortKey, SortOrder>> = {
  CREATED_AT: { name: 'created', expression: 'm.created_at', type: 'timestamptz', descending: true },
  UPDATED_AT: { name: 'updated', expression: 'm.updated_at', type: 'timestamptz', descending: true },
  FILENAME: { name: 'filename', expression: 'lower(m.filename)', type: 'text', descending: false },
  BYTE_SIZE: { name: 'byte_size', expression: 'm.byte_size', type: 'bigint', descending: false },
};

/** What is left out or empty restricts nothing. */
export interface MediaFilter {
  readonly types?: readonly MediaType[] | null;
  readonly statuses?: readonly MediaStatus[] | null;
  /** Exactly this one; '' is the library's root. */
  readonly folder?: string | null;
  /** All of them. */
  readonly tags?: readonly string[] | null;
  /** true: attached to something; false: to nothing. */
  readonly used?: boolean | null;
  readonly uploadedBy?: string | null;
  readonly createdAfter?: Date | null;
  readonly createdBefore?: Date | null;
  /** true: only the deleted; else none of them. */
  readonly deleted?: boolean | null;
}

export interface MediaList {
  /** Words that all have to occur in the file's name, alt, description or tags; of at most 200 characters. */
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
/** Characters of a search; what is beyond is not looked for. */
const SEARCHED_LENGTH = 200;

const FROM = 'FROM media m JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id';

/** One page of the library, with one row more where there are further ones, in one statement. */
export async function listMedia(
  rows: WorkspaceRows,
  list: MediaList,
  page: MediaPage,
): Promise<(MediaRow & { readonly cursor: string })[]> {
  const { where, params } = conditions(list, 3);
  const order = SORT_ORDERS[list.sortKey ?? MediaSortKey.CREATED_AT];
  const sort = { ...order, descending: order.descending !== (list.reverse ?? false) };
  const keyset = keysetSql({ sort, id: 'm.id', ...page }, params.length + 3);
  const sql = `
    SELECT ${MEDIA_COLUMNS}, ${keyset.selection} ${FROM}
    WHERE m.workspace_id = $1 AND ${where} AND ${keyset.condition}
    ORDER BY ${keyset.orderBy} LIMIT $2`;
  const found = await rows.rows<MediaRow & KeysetRow>(sql, page.size + 1, ...params, ...keyset.params);
  return found.map((row) => withCursor(sort, row));
}

/** How many items a list has, to 10,000; null beyond. */
export async function countMedia(rows: WorkspaceRows, list: MediaList): Promise<number | null> {
  const { where, params } = conditions(list, 2);
  const sql = `
    SELECT count(*)::integer AS count FROM (
      SELECT 1 ${FROM} WHERE m.workspace_id = $1 AND ${where} LIMIT ${COUNTED + 1}) AS counted`;
  const count = (await rows.row<{ count: number }>(sql, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}

/** A list's conditions on media `m` and content `c`; their parameters begin at that number. */
function conditions({ query, filter }: MediaList, firstParam: number): { where: string; params: unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value) - 1 + firstParam}`;
  const oneOf = (column: string, values: readonly string[]) =>
    values.length === 1 ? `${column} = ${param(values[0])}` : `${column} = ANY(${param(values)})`;
  const { types, statuses, folder, tags, used, uploadedBy, createdAfter, createdBefore, deleted } =
    filter ?? {};
  const words = patternsOf(query);
  const attached =
    'EXISTS (SELECT 1 FROM attachment a WHERE a.workspace_id = m.workspace_id AND a.media_id = m.id)';
  const all = [
    deleted ? 'm.deleted_at IS NOT NULL' : 'm.deleted_at IS NULL',
    types?.length && oneOf('m.media_type', types),
    statuses?.length && oneOf('c.status', statuses),
    folder != null && `m.folder = ${param(cleanFolder(folder))}`,
    tags?.length && `m.tags @> ${param(tags.map(cleanTag))}::text[]`,
    used != null && (used ? attached : `NOT ${attached}`),
    uploadedBy && `m.uploaded_by = ${param(uploadedBy)}`,
    createdAfter && `m.created_at > ${param(createdAfter)}`,
    createdBefore && `m.created_at < ${param(createdBefore)}`,
    words.length > 0 && `${SEARCHED} ILIKE ALL (${param(words)}::text[])`,
  ];
  return { where: all.filter(Boolean).join(' AND '), params };
}

// Between two texts stands what no word contains, so that none is found across them.
const SEARCHED = `concat_ws(E'\\n', m.filename, m.alt, m.description, array_to_string(m.tags, E'\\n'))`;

/** A LIKE pattern for each word of a search, to be found as it stands: what LIKE takes for a wildcard is escaped. */
function patternsOf(query: string | null | undefined): string[] {
  const text = (query ?? '').slice(0, SEARCHED_LENGTH).normalize('NFC').replaceAll('\0', '');
  const words = text.split(/\s+/u).filter(Boolean);
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
