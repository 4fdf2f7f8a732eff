import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { givenStore } from './given-store';
import {
  expectMoneyToMatch,
  expectStockToBalance,
  givenCart,
  givenOrder,
  place,
  type Placement,
  placementOf,
  stockOf,
} from './ordering';

const WORKERS = ['relay', 'payments', 'orders'];

// Two applications over one database, each with connections and commits of its own, as two processes of a fleet.
let app: TestApp;
let beside: TestApp;
beforeAll(async () => {
  // Reads are watched elsewhere: here there are thousands of orders.
  app = await startTestApp({ workers: WORKERS, policies: 'production' });
  beside = await startTestApp({ beside: app });
});
afterAll(async () => {
  await beside.close();
  await app.close();
});

const times = <T>(number: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: number }, (_, index) => work(index)));
/** Buyers take turns between the two. */
const buyerOf = (slug: string, index: number): TestClient => (index % 2 ? beside : app).client(slug);
const codesOf = ({ userErrors }: Placement) => userErrors.map(({ code }) => code);
const ordersOf = async (workspaceId: string) =>
  (await app.db.query('SELECT number FROM sales_order WHERE workspace_id = $1 ORDER BY number', workspaceId))
    .length;
const untilSettled = (workspaceId: string) =>
  eventually(async () => {
    const open = await app.db.query(
      `SELECT wanted, observed FROM payment WHERE workspace_id = $1 AND due_at IS NOT NULL
       UNION ALL SELECT 'refund', state FROM refund WHERE workspace_id = $1 AND state = 'pending'`,
      workspaceId,
    );
    expect(open).toEqual([]);
  });

test('of 300 buyers at once of 100 pieces 100 get one, and 200 are told how many there were', async () => {
  const { id, slug, variants } = await givenStore(app, { lamp: { price: '80.00', onHand: 100 } });
  const carts = await times(300, (index) =>
    givenCart(buyerOf(slug, index), [{ variantId: variants.lamp, quantity: 1 }]),
  );
  const placements = await Promise.all(
    carts.map((cart, index) => place(buyerOf(slug, index), placementOf(cart))),
  );
  const sold = placements.flatMap(({ order }) => order ?? []);
  const short = placements.filter(({ order }) => order === null);
  expect(sold.map(({ number }) => Number(number)).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, index) => 1001 + index),
  );
  expect(short).toHaveLength(200);
  for (const placement of short) {
    expect(codesOf(placement)).toEqual(['OUT_OF_STOCK']);
    expect(placement.unavailableLines).toEqual([
      { requested: 1, available: 0, line: { variant: { sku: 'lamp' } } },
    ]);
  }
  expect(await stockOf(app.db, id, 'lamp')).toEqual({ on_hand: 0, reserved: 0 });
  const ledger = await app.db.query(
    `SELECT sum(delta)::int AS left, count(DISTINCT reference) FILTER (WHERE reason = 'order')::int AS orders
     FROM stock_movement WHERE workspace_id = $1`,
    id,
  );
  expect(ledger).toEqual([{ left: 0, orders: 100 }]);
  await untilSettled(id);
  await expectStockToBalance(app.db);
  await expectMoneyToMatch(app.db, id);
}, 120_000);

test('a thousand orders of the same things in opposite orders are all placed, and none waits in a circle', async () => {
  const wares = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`ware${index}`, { price: '1.00', onHand: 5_000 }]),
  );
  const { id, slug, variants } = await givenStore(app, wares);
  const ids = Object.values(variants);
  const deadlocks = async () =>
    (await app.db.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()'))[0];
  const before = await deadlocks();
  const linesOf = (index: number) => {
    const some = ids.map((variantId, place) => ({ variantId, quantity: 1 + ((index + place) % 3) }));
    return index % 2 ? some : some.toReversed();
  };
  let next = 0;
  const placements: Placement[] = [];
  await times(32, async (lane) => {
    const buyer = buyerOf(slug, lane);
    for (let index = next++; index < 1_000; index = next++) {
      placements.push(await place(buyer, placementOf(await givenCart(buyer, linesOf(index)))));
    }
  });
  expect(placements.filter(({ order }) => order === null)).toEqual([]);
  expect(await ordersOf(id)).toBe(1_000);
  expect(await deadlocks()).toEqual(before);
  await expectStockToBalance(app.db);
  const sold = await app.db.query<{ left: number }>(
    'SELECT 8 * 5000 - sum(on_hand)::int AS left FROM stock_level WHERE workspace_id = $1',
    id,
  );
  const wanted = Array.from({ length: 1_000 }, (_, index) => linesOf(index)).flat();
  expect(sold[0]?.left).toBe(wanted.reduce((sum, { quantity }) => sum + quantity, 0));
}, 240_000);

test('one key from twenty connections is one authorisation and one order, and twenty same answers', async () => {
  const { id, slug, variants } = await givenStore(app, { cup: { price: '12.50', onHand: 30 } });
  const cart = await givenCart(app.client(slug), [{ variantId: variants.cup, quantity: 3 }]);
  const input = placementOf(cart);
  const placements = await times(20, (index) => place(buyerOf(slug, index), input));
  const [first] = placements;
  expect(first?.order).toMatchObject({ number: '1001', total: { amount: '37.50' } });
  const told = ({ order, orderToken }: Placement) => [order?.id, order?.number, orderToken];
  for (const placement of placements) expect(told(placement)).toEqual(first && told(first));
  expect(await stockOf(app.db, id, 'cup')).toEqual({ on_hand: 27, reserved: 0 });
  const asked = await app.db.query(
    `SELECT t.authorize_calls FROM test_payment t JOIN payment p ON p.id::text = t.key WHERE p.workspace_id = $1`,
    id,
  );
  expect(asked).toEqual([{ authorize_calls: 1 }]);
});

test('twenty keys for one cart are one order, and nobody else is charged', async () => {
  const { id, slug, variants } = await givenStore(app, { cup: { price: '12.50', onHand: 30 } });
  const cart = await givenCart(app.client(slug), [{ variantId: variants.cup, quantity: 3 }]);
  const placements = await times(20, (index) => place(buyerOf(slug, index), placementOf(cart)));
  expect(placements.filter(({ order }) => order)).toHaveLength(1);
  const refused = placements.filter(({ order }) => !order).flatMap(codesOf);
  expect(refused).toEqual(Array.from({ length: 19 }, () => 'STATE_NOT_ALLOWED'));
  expect(await stockOf(app.db, id, 'cup')).toEqual({ on_hand: 27, reserved: 0 });
  await untilSettled(id);
  await expectMoneyToMatch(app.db, id);
});

test('two lines of one variant, and what is held for a buyer beside an order, cannot oversell together', async () => {
  const { id, slug, variants } = await givenStore(app, { cup: { price: '12.50', onHand: 5 } });
  const buyer = app.client(slug);
  const twice = await givenCart(buyer, [
    { variantId: variants.cup, quantity: 3 },
    { variantId: variants.cup, quantity: 3 },
  ]);
  expect(await place(buyer, placementOf(twice))).toMatchObject({
    order: null,
    unavailableLines: [{ requested: 6, available: 5 }],
  });
  const cartOf = (quantity: number) => givenCart(buyer, [{ variantId: variants.cup, quantity }]);
  const slow = { payment: { provider: 'test', token: 'tok_3ds' } };
  const carts = await Promise.all([cartOf(3), cartOf(3), cartOf(3), cartOf(3)]);
  const placements = await Promise.all(
    carts.map((cart, index) => place(buyerOf(slug, index), placementOf(cart, index % 2 ? slow : {}))),
  );
  const won = placements.filter(({ order, paymentAction }) => order ?? paymentAction);
  expect(won).toHaveLength(1);
  const level = await stockOf(app.db, id, 'cup');
  expect(level).toEqual(won[0]?.order ? { on_hand: 2, reserved: 0 } : { on_hand: 5, reserved: 3 });
  await expectStockToBalance(app.db);
});

test('a code that may be used five times is used by five of thirty', async () => {
  const { id, slug, variants } = await givenStore(app, { cup: { price: '10.00', onHand: 100 } });
  await app.db.query(
    `INSERT INTO discount (workspace_id, id, code, kind, value, max_uses)
     VALUES ($1, $2, 'FIVE', 'PERCENT', 50000, 5)`,
    ...[id, randomUUID()],
  );
  const carts = await times(30, (index) =>
    givenCart(buyerOf(slug, index), [{ variantId: variants.cup, quantity: 1 }]),
  );
  const placements = await Promise.all(
    carts.map((cart, index) => place(buyerOf(slug, index), placementOf(cart, { discountCode: ' five ' }))),
  );
  const placed = placements.flatMap(({ order }) => order ?? []);
  expect(placed.map(({ total }) => total.amount)).toEqual(Array.from({ length: 5 }, () => '5.00'));
  const refused = placements.filter(({ order }) => !order).flatMap(({ userErrors }) => userErrors);
  expect(refused.map(({ field }) => field)).toEqual(
    Array.from({ length: 25 }, () => ['input', 'discountCode']),
  );
  expect(await app.db.query('SELECT uses FROM discount WHERE workspace_id = $1', id)).toEqual([{ uses: 5 }]);
  const codes = await app.db.query(
    'SELECT DISTINCT discount_code AS code FROM sales_order WHERE workspace_id = $1',
    id,
  );
  expect(codes).toEqual([{ code: 'FIVE' }]);
  expect(await stockOf(app.db, id, 'cup')).toEqual({ on_hand: 95, reserved: 0 });
  await untilSettled(id);
  await expectMoneyToMatch(app.db, id);
});

const CANCEL =
  'mutation ($id: ID!) { orderCancel(id: $id, version: 1) { order { status } userErrors { code } } }';
const FULFILL = `mutation ($id: ID!) { orderFulfill(id: $id, version: 1, input: {}) {
  order { fulfillmentStatus } userErrors { code } } }`;
type Change = Record<string, { userErrors: { code: string }[] }>;

test('of ten who cancel and ten who send an order one is first, whatever its payment does meanwhile', async () => {
  const { id, slug, variants, admin } = await givenStore(app, { cup: { price: '10.00', onHand: 100 } });
  for (let round = 0; round < 8; round += 1) {
    const cart = await givenCart(app.client(slug), [{ variantId: variants.cup, quantity: 2 }]);
    const order = await givenOrder(app.client(slug), cart);
    const changes = await times(20, (index) =>
      admin.data<Change>(index % 2 ? CANCEL : FULFILL, { id: order.id }),
    );
    const codes = changes
      .flatMap((change) => Object.values(change))
      .map(({ userErrors }) => userErrors[0]?.code);
    expect(codes.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'CONFLICT'), undefined]);
  }
  await untilSettled(id);
  const cancelled = await app.db.query(
    `SELECT 1 FROM sales_order WHERE workspace_id = $1 AND status = 'CANCELLED'`,
    id,
  );
  expect(await stockOf(app.db, id, 'cup')).toEqual({ on_hand: 84 + 2 * cancelled.length, reserved: 0 });
  await expectStockToBalance(app.db);
  const kept = await app.db.query<{ kept: number }>(
    `SELECT o.status, sum(t.amount - t.refunded)::int AS kept FROM sales_order o
     JOIN test_payment t ON t.key = o.payment_id::text
     WHERE o.workspace_id = $1 AND t.state = 'captured' GROUP BY o.status ORDER BY o.status`,
    id,
  );
  expect(kept.filter(({ kept }) => kept !== 0)).toEqual(
    cancelled.length < 8 ? [{ status: 'PLACED', kept: 2_000 * (8 - cancelled.length) }] : [],
  );
}, 60_000);
