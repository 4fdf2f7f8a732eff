import { buildConnection } from './build-connection';
import { readFirst, readPage } from './page.input';

const cursorOf = (row: number) => `c${row}`;

test('a first page says whether there is a next one, and puts the extra row away', () => {
  const page = readPage({ first: 2 });
  expect(page).toEqual({ size: 2, backward: false, cursor: null });
  expect(buildConnection([1, 2, 3], page, cursorOf, 3)).toEqual({
    edges: [
      { cursor: 'c1', node: 1 },
      { cursor: 'c2', node: 2 },
    ],
    nodes: [1, 2],
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'c1', endCursor: 'c2' },
    totalCount: 3,
  });
  expect(buildConnection([1, 2], page, cursorOf, 2).pageInfo.hasNextPage).toBe(false);
});

test('a page after a cursor has something before it', () => {
  const page = readPage({ first: 2, after: 'c1' });
  expect(buildConnection([2, 3], page, cursorOf, null).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: true,
    startCursor: 'c2',
    endCursor: 'c3',
  });
});

test('a page read backwards comes out in the list’s order', () => {
  const page = readPage({ last: 2, before: 'c5' });
  expect(page).toEqual({ size: 2, backward: true, cursor: 'c5' });
  const { nodes, pageInfo } = buildConnection([4, 3, 2], page, cursorOf, null);
  expect(nodes).toEqual([3, 4]);
  expect(pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true, startCursor: 'c3', endCursor: 'c4' });
});

test('a page that is short because the search for more ended goes on from there, in either direction', () => {
  const forwards = buildConnection([2], readPage({ first: 2 }), cursorOf, null, 'c9').pageInfo;
  expect(forwards).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: 'c2', endCursor: 'c9' });
  const backwards = buildConnection([], readPage({ last: 2 }), cursorOf, null, 'c9').pageInfo;
  expect(backwards).toEqual({
    ...{ hasNextPage: false, hasPreviousPage: true },
    ...{ startCursor: 'c9', endCursor: null },
  });
});

test('an empty page has no cursors', () => {
  expect(buildConnection([], readPage({}), cursorOf, 0).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

test('a page without a size has 20 elements, a plain list what its field says', () => {
  expect(readPage({}).size).toBe(20);
  expect(readPage({ before: 'c9' })).toEqual({ size: 20, backward: true, cursor: 'c9' });
  expect(readFirst(null, 12)).toBe(12);
  expect(() => readFirst(251)).toThrow('first must be between 1 and 250.');
});
