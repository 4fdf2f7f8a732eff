import { RequestError, RequestErrorCode } from '../errors';

/** The order of a list that is read by pages: one expression, then the id, in one direction. */
export interface SortOrder {
  /** Names the order in cursors, so that one of another order is told from its own. */
  readonly name: string;
  /** An SQL expression over the list's row that is never null. */
  readonly expression: string;
  /** The type that a cursor's text is read back as. */
  readonly type: 'timestamptz' | 'text' | 'bigint' | 'real';
  readonly descending: boolean;
}

export interface KeysetPage {
  readonly sort: SortOrder;
  /** The id's column, e.g. p.id. */
  readonly id: string;
  readonly backward: boolean;
  readonly cursor: string | null;
}

/** What a page's rows have besides their columns: where they stand in the order. */
export interface KeysetRow {
  readonly id: string;
  /** The sort expression's value as text, exact where a JavaScript value would not be. */
  readonly sortValue: string;
}

export interface KeysetSql {
  /** For the SELECT list: fills `sortValue`. */
  readonly selection: string;
  /** For the WHERE clause, behind an AND. */
  readonly condition: string;
  readonly orderBy: string;
  /** The values of the condition's parameters. */
  readonly params: readonly string[];
}

/**
 * The SQL of a page that begins behind its cursor's row, however the list has changed since; `firstParam` is the
 * number of the first free parameter. A cursor that is none is BAD_USER_INPUT.
 */
export function keysetSql({ sort, id, backward, cursor }: KeysetPage, firstParam: number): KeysetSql {
  const descending = sort.descending !== backward;
  const direction = descending ? 'DESC' : 'ASC';
  const at = cursor === null ? null : readCursor(sort, cursor);
  return {
    selection: `(${sort.expression})::text AS sort_value`,
    condition: at
      ? `(${sort.expression}, ${id}) ${descending ? '<' : '>'} ($${firstParam}::${sort.type}, $${firstParam + 1}::uuid)`
      : 'true',
    orderBy: `${sort.expression} ${direction}, ${id} ${direction}`,
    params: at ?? [],
  };
}

/** A row with its opaque cursor in the order that it was read by. */
export function withCursor<T extends KeysetRow>(
  { name }: SortOrder,
  row: T,
): T & { readonly cursor: string } {
  const cursor = Buffer.from(JSON.stringify([name, row.sortValue, row.id])).toString('base64url');
  return { ...row, cursor };
}

/** The cursor of a row that has one. */
export function cursorOf({ cursor }: { readonly cursor: string }): string {
  return cursor;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a value of each type may look like, as PostgreSQL prints it. */
const VALUES: Readonly<Record<SortOrder['type'], RegExp>> = {
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:?\d\d)?$/,
  bigint: /^-?\d{1,18}$/,
  real: /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/,
  text: /^[^\0]*$/s,
};

function readCursor({ name, type }: SortOrder, cursor: string): readonly [sortValue: string, id: string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 3) {
      const [order, sortValue, id] = parsed as unknown[];
      const isOurs = typeof sortValue === 'string' && VALUES[type].test(sortValue);
      if (order === name && isOurs && typeof id === 'string' && UUID.test(id)) return [sortValue, id];
    }
  } catch {
    // said below, with what else can be wrong
  }
  throw new RequestError(RequestErrorCode.BAD_USER_INPUT, 'This is no cursor of this list.');
}
