import { type Connection } from './connection.type';
import { type Page } from './page.input';

/**
 * The connection of a page. `rows`: those that the page's query found, at most one more than its size, in the
 * order in which they were read (reversed when the page is read backwards); they come out in the list's order.
 * That something lies on the other side of the cursor is taken from there being a cursor at all. `reached`: where the
 * search for rows ended before the list did; the page is short then, or empty, and goes on from there.
 */
export function buildConnection<T>(
  rows: readonly T[],
  page: Page,
  cursorOf: (row: T) => string,
  totalCount: Connection<T>['totalCount'],
  reached: string | null = null,
): Connection<T> {
  const hasMore = rows.length > page.size || reached !== null;
  const kept = rows.slice(0, page.size);
  if (page.backward) kept.reverse();
  const edges = kept.map((node) => ({ cursor: cursorOf(node), node }));
  const isContinued = page.cursor !== null;
  return {
    edges,
    nodes: kept,
    pageInfo: {
      hasNextPage: page.backward ? isContinued : hasMore,
      hasPreviousPage: page.backward ? hasMore : isContinued,
      startCursor: (page.backward ? reached : null) ?? edges[0]?.cursor ?? null,
      endCursor: (page.backward ? null : reached) ?? edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}
