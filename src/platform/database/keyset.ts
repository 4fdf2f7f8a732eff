import { RequestError, RequestErrorCode } from '../errors';

/** The order of a list that is read by pages: one expression, then the id, in one direction. */
export interface SortOrder {
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
  const at = cursor === null ? null : readCursor(cursor);
  return {
    selection: `(${sort.expression})::text AS sort_value`,
    condition: at
      ? `(${sort.expression}, ${id}) ${descending ? '<' : '>'} ($${firstParam}::${sort.type}, $${firstParam + 1}::uuid)`
      : 'true',
    orderBy: `${sort.expression} ${direction}, ${id} ${direction}`,
    params: at ?? [],
  };
}

/** The opaque cursor of a row. */
export function cursorOf({ sortValue, id }: KeysetRow): string {
  return Buffer.from(JSON.stringify([sortValue, id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readCursor(cursor: string): readonly [sortValue: string, id: string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [sortValue, id] = parsed as unknown[];
      if (typeof sortValue === 'string' && typeof id === 'string' && UUID.test(id)) return [sortValue, id];
    }
  } catch {
    // said below, with what else can be wrong
  }
  throw new RequestError(RequestErrorCode.BAD_USER_INPUT, 'This is no cursor of this list.');
}
