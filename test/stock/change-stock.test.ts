import { randomUUID } from 'node:crypto';
import { systemActor } from '../../src/platform/actor';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { LockedStock } from '../../src/stock';
import { deleteProduct, faultsOf, givenProduct } from '../catalog/product-operations';
import { expectLedgerToSum } from '../support/ledger';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import { adjustStock, movementsOf, setStock, stockOf } from './stock-operations';

let app: TestApp;
let shop: Shop;
/** A variant with ten on hand. */
let cup: string;
let product: { id: string; version: number };

beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
});
afterAll(() => app.close());
beforeEach(async () => {
  const variants = [{ sku: randomUUID(), price: { amount: '1.00' }, onHand: 10 }];
  const created = await givenProduct(shop.owner, { title: 'A cup', variants });
  product = created;
  cup = created.variants[0]?.id ?? '';
});
afterEach(() => expectLedgerToSum(app.db));

const uuidOf = (id: string) => decodeId('ProductVariant', id) ?? '';
const withStock = (work: (stock: LockedStock) => void) =>
  app.platform.unitOfWork.run({ workspaceId: shop.id, actor: systemActor('test') }, async (tx) => {
    const stock = await LockedStock.lock(tx, [uuidOf(cup)]);
    work(stock);
    await stock.write();
  });
const sell = (quantity: number) =>
  withStock((stock) =>
    stock.take([{ variantId: uuidOf(cup), quantity }], { reason: 'sale', reference: 'order 7' }),
  );
const reserve = (quantity: number) =>
  withStock((stock) =>
    stock.hold([{ variantId: uuidOf(cup), quantity }], randomUUID(), new Date(Date.now() + 60_000)),
  );
const audited = () =>
  app.db.query(
    `SELECT action, before, after FROM audit_log WHERE subject_type = 'variant' AND subject_id = $1 ORDER BY id`,
    uuidOf(cup),
  );
const eventsOfCup = () =>
  app.db.query(
    `SELECT payload FROM outbox_event WHERE name = 'stock.changed' AND payload->'variantIds' ? $1`,
    uuidOf(cup),
  );

it('sets what is on hand; the ledger, the log and an event tell of it', async () => {
  expect(await setStock(shop.admin, cup, 25, 1, ' delivery 12 ')).toEqual({
    stock: { onHand: 25, reserved: 0, version: 2 },
    userErrors: [],
  });
  expect(await setStock(shop.owner, cup, 0, 2)).toEqual({
    stock: { onHand: 0, reserved: 0, version: 3 },
    userErrors: [],
  });
  const { me } = await shop.admin.data<{ me: { id: string } }>('{ me { id } }');
  const owner = { id: shop.references.user };
  expect((await movementsOf(shop.owner, cup)).nodes).toMatchObject([
    { delta: -25, onHand: 0, reason: 'counted', reference: null, actor: owner },
    { delta: 15, onHand: 25, reason: 'delivery 12', reference: null, actor: me },
    { delta: 10, onHand: 10, reason: 'opening stock', reference: null, actor: owner },
  ]);
  expect(await audited()).toEqual([
    { action: 'stock.set', before: { onHand: 10 }, after: { onHand: 25, reason: 'delivery 12' } },
    { action: 'stock.set', before: { onHand: 25 }, after: { onHand: 0, reason: 'counted' } },
  ]);
  expect(await eventsOfCup()).toHaveLength(2);
});

it('adjusts what is on hand by what comes or goes', async () => {
  expect((await adjustStock(shop.admin, cup, 5, 'returned')).stock).toEqual({
    ...{ onHand: 15, reserved: 0, version: 2 },
  });
  expect((await adjustStock(shop.admin, cup, -15)).stock).toEqual({ onHand: 0, reserved: 0, version: 3 });
  expect(await audited()).toEqual([
    { action: 'stock.adjust', before: { onHand: 10 }, after: { onHand: 15, reason: 'returned' } },
    { action: 'stock.adjust', before: { onHand: 15 }, after: { onHand: 0, reason: 'adjusted' } },
  ]);
});

it('a sale between the look and the setting is a CONFLICT, which carries what is there by now', async () => {
  const seen = await stockOf(shop.admin, cup);
  await sell(3);
  const before = await rowsOf(app.db, shop.id);
  const answer = await setStock(shop.admin, cup, 12, seen.version);
  expect([faultsOf(answer), answer.stock]).toEqual([
    ['CONFLICT version'],
    { onHand: 7, reserved: 0, version: 2 },
  ]);
  expect(await rowsOf(app.db, shop.id)).toEqual(before);
  expect((await movementsOf(shop.editor, cup, { first: 1 })).nodes).toMatchObject([
    { delta: -3, onHand: 7, reason: 'sale', reference: 'order 7', actor: null },
  ]);
});

it('so is what a buyer reserves meanwhile', async () => {
  await reserve(2);
  expect(faultsOf(await setStock(shop.admin, cup, 12, 1))).toEqual(['CONFLICT version']);
});

it('of five who set it with one version exactly one wins, and four get a CONFLICT', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { version } = await stockOf(shop.admin, cup);
    const wanted = [101, 102, 103, 104, 105].map((onHand) => onHand + round * 10);
    const answers = await Promise.all(wanted.map((onHand) => setStock(shop.admin, cup, onHand, version)));
    const won = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(answers.flatMap(faultsOf)).toEqual(Array<string>(4).fill('CONFLICT version'));
    expect(won).toHaveLength(1);
    // All of them know what is there now.
    expect(new Set(answers.map(({ stock }) => JSON.stringify(stock)))).toEqual(
      new Set([JSON.stringify({ onHand: won[0]?.stock?.onHand, reserved: 0, version: version + 1 })]),
    );
  }
});

it('of fifty who adjust it while others sell, no piece is lost', async () => {
  await Promise.all([
    ...Array.from({ length: 50 }, (_, index) => adjustStock(shop.admin, cup, index % 2 ? 3 : 1)),
    ...Array.from({ length: 10 }, () => sell(1)),
  ]);
  expect(await stockOf(shop.admin, cup)).toEqual({ onHand: 10 + 100 - 10, reserved: 0, version: 61 });
});

it('of many who take the last pieces, only as many as there are get some', async () => {
  const answers = await Promise.all(Array.from({ length: 15 }, () => adjustStock(shop.admin, cup, -1)));
  expect(answers.flatMap(faultsOf)).toEqual(Array<string>(5).fill('INVALID delta'));
  expect(await stockOf(shop.admin, cup)).toEqual({ onHand: 0, reserved: 0, version: 11 });
});

describe('what is refused changes nothing', () => {
  it.each([
    ['less than is reserved', (id: string) => setStock(shop.admin, id, 3, 2), 'INVALID onHand'],
    ['below 0', (id: string) => setStock(shop.admin, id, -1, 2), 'INVALID onHand'],
    [
      'more than can be counted',
      (id: string) => setStock(shop.admin, id, 2_000_000_001, 2),
      'INVALID onHand',
    ],
    [
      'a reason without end',
      (id: string) => setStock(shop.admin, id, 9, 2, 'x'.repeat(201)),
      'INVALID reason',
    ],
    ['taking what is reserved', (id: string) => adjustStock(shop.admin, id, -7), 'INVALID delta'],
    ['adding nothing', (id: string) => adjustStock(shop.admin, id, 0), 'INVALID delta'],
    [
      'adding beyond what is counted',
      (id: string) => adjustStock(shop.admin, id, 2_147_483_647),
      'INVALID delta',
    ],
  ])('%s', async (_, change, fault) => {
    await reserve(4);
    const before = await rowsOf(app.db, shop.id);
    const answer = await change(cup);
    expect([faultsOf(answer), answer.stock]).toEqual([[fault], null]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('down to what is reserved is allowed', async () => {
    await reserve(4);
    expect((await setStock(shop.admin, cup, 4, 2)).stock).toEqual({ onHand: 4, reserved: 4, version: 3 });
    expect(faultsOf(await adjustStock(shop.admin, cup, -1))).toEqual(['INVALID delta']);
  });

  it('setting what is there already', async () => {
    const before = await rowsOf(app.db, shop.id);
    expect(await setStock(shop.admin, cup, 10, 1)).toEqual({
      stock: { onHand: 10, reserved: 0, version: 1 },
      userErrors: [],
    });
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('a variant that is not there, any more or at all', async () => {
    await deleteProduct(shop.owner, product);
    const before = await rowsOf(app.db, shop.id);
    for (const id of [cup, encodeId('ProductVariant', randomUUID()), product.id, 'nonsense']) {
      expect(faultsOf(await setStock(shop.admin, id, 1, 1))).toEqual(['NOT_FOUND variantId']);
      expect(faultsOf(await adjustStock(shop.admin, id, 1))).toEqual(['NOT_FOUND variantId']);
    }
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
    // Its ledger is kept.
    expect((await movementsOf(shop.editor, cup)).nodes).toMatchObject([
      { delta: -10, onHand: 0, reason: 'variant deleted' },
      { delta: 10, onHand: 10, reason: 'opening stock' },
    ]);
  });
});
