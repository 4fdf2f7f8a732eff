import { randomUUID } from 'node:crypto';
import { systemActor } from '../../src/platform/actor';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenProduct } from '../catalog/product-operations';
import { givenWorkspace } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { LockedStock } from '../../src/stock';
import { countStockLevels, listMovements, listStockLevels } from '../../src/stock/list-stock';
import { adjustStock, movementsOf } from './stock-operations';

let app: TestApp;
let owner: TestClient;
let workspaceId: string;
let skus: Map<string, string>;
beforeAll(async () => {
  app = await startTestApp();
  ({ owner, workspaceId } = await givenOwner(app, 'shop'));
  const levels = [
    ...[
      { sku: 'plenty', onHand: 9, minLevel: 2 },
      { sku: 'low', onHand: 2, minLevel: 2 },
    ],
    ...[
      { sku: 'none', onHand: 0, minLevel: 0 },
      { sku: 'more', onHand: 3, minLevel: 2 },
    ],
    { sku: 'lower', onHand: 1, minLevel: 5 },
  ];
  const variants = levels.map((level) => ({ ...level, price: { amount: '1.00' } }));
  const product = await givenProduct(owner, { title: 'Tableware', variants });
  skus = new Map(product.variants.map(({ id, sku }) => [sku, id]));
});
afterAll(() => app.close());

interface Updates {
  readonly updates: number;
  readonly pastIndexes: number;
}

interface LevelPage {
  readonly totalCount: number;
  readonly nodes: readonly { readonly isLow: boolean; readonly variant: { readonly sku: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
async function levels(args: object): Promise<LevelPage> {
  const { stockLevels } = await owner.data<{ stockLevels: LevelPage }>(
    `query ($low: Boolean, $first: Int, $after: String) { stockLevels(low: $low, first: $first, after: $after) {
      totalCount nodes { isLow variant { sku } } pageInfo { hasNextPage endCursor } } }`,
    args,
  );
  return stockLevels;
}
const skusOf = ({ nodes }: LevelPage) => nodes.map(({ variant }) => variant.sku);

test('lists what is low, what is not, and all', async () => {
  const low = await levels({ low: true });
  expect([skusOf(low), low.totalCount, low.nodes.every(({ isLow }) => isLow)]).toEqual([
    ['low', 'none', 'lower'],
    ...[3, true],
  ]);
  const others = await levels({ low: false });
  expect([skusOf(others), others.totalCount, others.nodes.some(({ isLow }) => isLow)]).toEqual([
    ['plenty', 'more'],
    ...[2, false],
  ]);
  expect(skusOf(await levels({}))).toEqual(['plenty', 'low', 'none', 'more', 'lower']);
});

test('follows each change', async () => {
  const { id } = { id: skus.get('more') ?? '' };
  await adjustStock(owner, id, -1);
  expect(skusOf(await levels({ low: true }))).toEqual(['low', 'none', 'more', 'lower']);
  await adjustStock(owner, id, 1);
  expect(skusOf(await levels({ low: true }))).toEqual(['low', 'none', 'lower']);
});

test('is read by pages, of levels and of the ledger', async () => {
  const first = await levels({ low: true, first: 2 });
  expect([skusOf(first), first.pageInfo.hasNextPage]).toEqual([['low', 'none'], true]);
  const next = await levels({ low: true, first: 2, after: first.pageInfo.endCursor });
  expect([skusOf(next), next.pageInfo.hasNextPage]).toEqual([['lower'], false]);

  const id = skus.get('plenty') ?? '';
  for (const delta of [1, 2, 3]) await adjustStock(owner, id, delta);
  const newest = await movementsOf(owner, id, { first: 3 });
  expect([newest.nodes.map(({ delta }) => delta), newest.totalCount]).toEqual([[3, 2, 1], 4]);
  const rest = await movementsOf(owner, id, { first: 3, after: newest.pageInfo.endCursor });
  expect([rest.nodes.map(({ delta }) => delta), rest.pageInfo.hasNextPage]).toEqual([[9], false]);
});

test.each([
  ['stockLevels(after: "nonsense") { totalCount }', 'BAD_USER_INPUT'],
  ['stockLevels(first: 251) { totalCount }', 'BAD_USER_INPUT'],
  ['stockMovements(variantId: "x", after: "nonsense") { totalCount }', 'BAD_USER_INPUT'],
])('%s is %s', async (field, code) => {
  const { errors } = await owner.ask(`{ ${field} }`);
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
});

test('a line of the ledger is found by its id, by staff alone', async () => {
  const { nodes } = await movementsOf(owner, skus.get('low') ?? '');
  const query = 'query ($id: ID!) { node(id: $id) { __typename ... on StockMovement { id delta } } }';
  const { id } = nodes[0] ?? { id: '' };
  expect(await owner.data(query, { id })).toEqual({ node: { __typename: 'StockMovement', id, delta: 2 } });
  expect(await app.client('shop').data(query, { id })).toEqual({ node: null });
  const unknown = encodeId('StockMovement', randomUUID());
  expect(await owner.data(query, { id: unknown })).toEqual({ node: null });
});

test('a sale changes no index, unless it makes a variant low', async () => {
  const variantId = decodeId('ProductVariant', skus.get('plenty') ?? '') ?? '';
  await adjustStock(owner, skus.get('plenty') ?? '', 20);
  // Updates of levels that this connection made, and those of them that were made within a page, past every index.
  const UPDATES = `
    SELECT pg_stat_get_xact_tuples_updated(oid)::int AS updates,
           pg_stat_get_xact_tuples_hot_updated(oid)::int AS past_indexes
    FROM pg_class, (SELECT $1::uuid AS workspace_id) AS w
    WHERE relname = 'stock_level' AND workspace_id = $1`;
  const sell = (quantity: number) =>
    app.platform.unitOfWork.run({ workspaceId, actor: systemActor('test') }, async (tx) => {
      const before = await tx.row<Updates>(UPDATES);
      const stock = await LockedStock.lock(tx, [variantId]);
      stock.take([{ variantId, quantity }], { reason: 'sale' });
      await stock.write();
      const after = await tx.row<Updates>(UPDATES);
      return {
        updates: (after?.updates ?? 0) - (before?.updates ?? 0),
        pastIndexes: (after?.pastIndexes ?? 0) - (before?.pastIndexes ?? 0),
      };
    });
  expect(await sell(1)).toEqual({ updates: 1, pastIndexes: 1 });
  expect(await sell(33)).toEqual({ updates: 1, pastIndexes: 0 });
  expect(await sell(1)).toEqual({ updates: 1, pastIndexes: 1 });
});

describe('of 100,000 variants', () => {
  let workspaceId: string;
  /** Ten thousand lines of the ledger are its own. */
  let busy: string;
  beforeAll(async () => {
    busy = randomUUID();
    workspaceId = (await givenWorkspace(app.db)).id;
    await app.db.query(
      `INSERT INTO stock_level (workspace_id, variant_id, on_hand, min_level)
       SELECT $1, uuidv7(), CASE WHEN number % 1000 = 0 THEN 1 ELSE 50 END, 5 FROM generate_series(1, 100000) AS number`,
      workspaceId,
    );
    await app.db.query(
      `INSERT INTO stock_movement (workspace_id, id, variant_id, delta, on_hand, reason)
       SELECT $1, uuidv7(), CASE WHEN number % 10 = 0 THEN $2 ELSE gen_random_uuid() END, 1, number, 'counted'
       FROM generate_series(1, 100000) AS number`,
      workspaceId,
      busy,
    );
    await app.db.query('VACUUM ANALYZE stock_level');
    await app.db.query('VACUUM ANALYZE stock_movement');
  });

  /** What PostgreSQL does for the one statement of a list: its plan, and how many blocks it looked at. */
  async function planOf(list: (rows: Parameters<typeof listStockLevels>[0]) => Promise<unknown>) {
    let plan = '';
    const rows = async <T extends object>(sql: string, ...params: unknown[]): Promise<T[]> => {
      const lines = await app.db.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) ${sql}`,
        workspaceId,
        ...params,
      );
      plan = lines.map((line) => line['QUERY PLAN']).join('\n');
      return [];
    };
    await list({ workspaceId, rows, row: async (sql, ...params) => (await rows<never>(sql, ...params))[0] });
    const [, hit = '0', read = '0'] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? [];
    return { plan, blocks: Number(hit) + Number(read) };
  }

  test.each([
    ['the first page of what is low', 'stock_level_low', null, true],
    ['a page in the middle of what is low', 'stock_level_low', 'middle', true],
    ['the first page of all', 'stock_level_pk', null, null],
    ['a page in the middle of all', 'stock_level_pk', 'middle', null],
  ] as const)('%s reads along %s, and little', async (_, index, place, low) => {
    const [{ id: middle } = { id: '' }] = await app.db.query<{ id: string }>(
      'SELECT variant_id AS id FROM stock_level WHERE workspace_id = $1 ORDER BY variant_id OFFSET 50000 LIMIT 1',
      workspaceId,
    );
    const page = { after: place && middle, limit: 21 };
    const { plan, blocks } = await planOf((rows) => listStockLevels(rows, low, page));
    expect(plan).toContain(`using ${index} on stock_level`);
    expect(plan).not.toContain('Sort');
    expect(blocks).toBeLessThan(50);
  });

  test('how many are low is counted along their index, and of all as far as it is exact', async () => {
    const { plan } = await planOf((rows) => countStockLevels(rows, true));
    expect(plan).toContain('stock_level_low');
    const rows = app.platform.database.workspace(workspaceId);
    expect([await countStockLevels(rows, true), await countStockLevels(rows, null)]).toEqual([100, null]);
  });

  test('a page of a long ledger reads along its index, and little', async () => {
    const [{ id } = { id: '' }] = await app.db.query<{ id: string }>(
      'SELECT id FROM stock_movement WHERE workspace_id = $1 AND variant_id = $2 ORDER BY id OFFSET 5000 LIMIT 1',
      workspaceId,
      busy,
    );
    for (const after of [null, id]) {
      const { plan, blocks } = await planOf((rows) => listMovements(rows, busy, { after, limit: 21 }));
      expect(plan).toMatch(/Backward using stock_movement_variant on stock_movement/);
      expect(blocks).toBeLessThan(50);
    }
  });
});
