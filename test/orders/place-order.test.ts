import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { type GivenStore, givenStore } from './given-store';
import {
  expectStockToBalance,
  givenCart,
  givenOrder,
  ORDER,
  place,
  placementOf,
  type ShownOrder,
  stockOf,
} from './ordering';

let app: TestApp;
let store: GivenStore<'cup' | 'bowl'>;
let buyer: TestClient;
beforeAll(async () => {
  app = await startTestApp({ workers: ['relay', 'payments', 'orders'] });
});
beforeEach(async () => {
  store = await givenStore(app, { cup: { price: '12.50', onHand: 10 }, bowl: { price: '30.00', onHand: 3 } });
  buyer = store.anonymous;
});
afterAll(() => app.close());

const readBack = (client: TestClient, args: string) =>
  client.data<{ order: ShownOrder | null }>(`{ order(${args}) { ${ORDER} } }`);
const untilPaid = (id: string) =>
  eventually(async () => {
    const { order } = await readBack(store.admin, `id: "${id}"`);
    expect(order?.paymentStatus).toBe('PAID');
  });
const counts = async () =>
  (
    await app.db.query(
      `SELECT (SELECT count(*)::int FROM sales_order WHERE workspace_id = $1) AS orders,
              (SELECT count(*)::int FROM order_attempt WHERE workspace_id = $1) AS attempts,
              (SELECT count(*)::int FROM payment WHERE workspace_id = $1) AS payments`,
      store.id,
    )
  )[0];

test('an order takes the stock, has the money collected, and stands as it was bought', async () => {
  const { cup, bowl } = store.variants;
  const cart = await givenCart(buyer, [
    { variantId: cup, quantity: 2 },
    { variantId: bowl, quantity: 1 },
  ]);
  const { order, orderToken, userErrors } = await place(buyer, placementOf(cart));
  expect(userErrors).toEqual([]);
  expect(order).toMatchObject({
    ...{ number: '1001', status: 'PLACED', fulfillmentStatus: 'UNFULFILLED', version: 1 },
    total: { amount: '55.00' },
    items: [
      { sku: 'cup', quantity: 2 },
      { sku: 'bowl', quantity: 1 },
    ],
  });
  expect(await stockOf(app.db, store.id, 'cup')).toEqual({ on_hand: 8, reserved: 0 });
  expect(await stockOf(app.db, store.id, 'bowl')).toEqual({ on_hand: 2, reserved: 0 });
  await untilPaid(order?.id ?? '');
  await expectStockToBalance(app.db);

  const mine = await readBack(buyer, `token: "${orderToken}"`);
  expect(mine.order).toMatchObject({ id: order?.id, number: '1001', paymentStatus: 'PAID' });
  expect((await readBack(buyer, `id: "${order?.id}"`)).order).toBeNull();
  expect((await readBack(store.customer, `number: "1001"`)).order).toBeNull();
  expect((await readBack(store.editor, `number: "1001"`)).order).toBeNull();
  const [audit] = await app.db.query(
    `SELECT actor_kind, after ->> 'number' AS number FROM audit_log WHERE workspace_id = $1 AND action = 'order.place'`,
    store.id,
  );
  expect(audit).toEqual({ actor_kind: 'anonymous', number: '1001' });
});

test('the same key answers the same order, whatever became of the cart; another request under it is refused', async () => {
  const cart = await givenCart(buyer, [{ variantId: store.variants.cup, quantity: 1 }]);
  const input = placementOf(cart);
  const first = await place(buyer, input);
  expect(await place(buyer, input)).toMatchObject({
    order: { id: first.order?.id, number: '1001' },
    orderToken: first.orderToken,
  });
  const other = await place(buyer, { ...input, email: 'other@example.com' });
  expect(other).toMatchObject({ order: null, userErrors: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
  const again = await place(buyer, placementOf(cart));
  expect(again).toMatchObject({ order: null, userErrors: [{ code: 'STATE_NOT_ALLOWED' }] });
  expect(await counts()).toEqual({ orders: 1, attempts: 1, payments: 1 });
  expect(await stockOf(app.db, store.id, 'cup')).toEqual({ on_hand: 9, reserved: 0 });
});

test('all that is short is said at once, before any payment is asked for, and the key stays free', async () => {
  const { cup, bowl } = store.variants;
  const cart = await givenCart(buyer, [
    { variantId: cup, quantity: 11 },
    { variantId: bowl, quantity: 4 },
  ]);
  const input = placementOf(cart);
  expect(await place(buyer, input)).toEqual({
    ...{ order: null, orderToken: null, paymentAction: null },
    unavailableLines: [
      { requested: 11, available: 10, line: { variant: { sku: 'cup' } } },
      { requested: 4, available: 3, line: { variant: { sku: 'bowl' } } },
    ],
    userErrors: [{ code: 'OUT_OF_STOCK', field: ['input', 'cartId'], message: expect.any(String) as string }],
  });
  expect(await counts()).toEqual({ orders: 0, attempts: 0, payments: 0 });
  await app.db.query(`UPDATE stock_level SET on_hand = 20 WHERE workspace_id = $1`, store.id);
  await app.db.query(
    `INSERT INTO stock_movement (workspace_id, id, variant_id, delta, on_hand, reason)
     SELECT workspace_id, gen_random_uuid(), variant_id, 20 - CASE variant_id WHEN $2 THEN 10 ELSE 3 END, 20, 'test'
     FROM stock_level WHERE workspace_id = $1`,
    store.id,
    store.uuids.cup,
  );
  expect((await place(buyer, input)).order).toMatchObject({ number: '1001' });
  await expectStockToBalance(app.db);
});

test('a card that is declined leaves nothing but the reason, and the same key says it again', async () => {
  const cart = await givenCart(buyer, [{ variantId: store.variants.cup, quantity: 1 }]);
  const input = placementOf(cart, { payment: { provider: 'test', token: 'tok_declined' } });
  for (let round = 0; round < 2; round += 1) {
    expect(await place(buyer, input)).toMatchObject({
      order: null,
      userErrors: [{ code: 'PAYMENT_DECLINED', field: ['input', 'payment'] }],
    });
  }
  expect(await counts()).toEqual({ orders: 0, attempts: 1, payments: 1 });
  expect(await stockOf(app.db, store.id, 'cup')).toEqual({ on_hand: 10, reserved: 0 });
  await givenOrder(buyer, cart);
  expect(await stockOf(app.db, store.id, 'cup')).toEqual({ on_hand: 9, reserved: 0 });
});

test('a price that is not what the buyer was shown is PRICE_CHANGED, and changes nothing', async () => {
  const cart = await givenCart(buyer, [{ variantId: store.variants.cup, quantity: 2 }]);
  const shown = placementOf(cart, { expectedTotal: { amount: '24.99' } });
  expect(await place(buyer, shown)).toMatchObject({
    order: null,
    userErrors: [
      { code: 'PRICE_CHANGED', field: ['input', 'expectedTotal'], message: 'The total is 25.00 EUR by now.' },
    ],
  });
  expect(await counts()).toEqual({ orders: 0, attempts: 0, payments: 0 });
  await givenOrder(buyer, cart, { expectedTotal: { amount: '25.00' } });
});

test.each<[string, object, string[]]>([
  ['a cart that there is none of', { cartId: 'Q2FydDqqqqqqqqqqqqqqqqqqqg' }, ['input', 'cartId']],
  ['no e-mail address', { email: 'nobody' }, ['input', 'email']],
  ['a short key', { idempotencyKey: 'short' }, ['input', 'idempotencyKey']],
  ['a key with blanks', { idempotencyKey: 'a key with blanks' }, ['input', 'idempotencyKey']],
  ['an unknown provider', { payment: { provider: 'nobody', token: 'x' } }, ['input', 'payment', 'provider']],
  ['no token', { payment: { provider: 'test', token: '' } }, ['input', 'payment', 'token']],
  [
    'a country that is none',
    { shippingAddress: { line1: 'a', city: 'b', countryCode: 'XX' } },
    ['input', 'shippingAddress', 'countryCode'],
  ],
  ['an unknown code', { discountCode: 'NOTHING' }, ['input', 'discountCode']],
  [
    'another currency',
    { expectedTotal: { amount: '1', currencyCode: 'USD' } },
    ['input', 'expectedTotal', 'currencyCode'],
  ],
])('%s is refused by the path to it, and changes nothing', async (_, overrides, field) => {
  const cart = await givenCart(buyer, [{ variantId: store.variants.cup, quantity: 1 }]);
  const { order, userErrors } = await place(buyer, placementOf(cart, overrides));
  expect([order, userErrors.map((error) => error.field)]).toEqual([null, [field]]);
  expect(await counts()).toEqual({ orders: 0, attempts: 0, payments: 0 });
});

test('an empty cart cannot be ordered', async () => {
  const { order, userErrors } = await place(buyer, placementOf(await givenCart(buyer, [])));
  expect([order, userErrors.map(({ code, field }) => [code, field])]).toEqual([
    null,
    [['INVALID', ['input', 'cartId']]],
  ]);
});

test('a customer’s cart is the customer’s alone, and so is the order', async () => {
  const cart = await givenCart(store.customer, [{ variantId: store.variants.cup, quantity: 1 }]);
  for (const stranger of [buyer, store.admin]) {
    expect(await place(stranger, placementOf(cart))).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  }
  const order = await givenOrder(store.customer, cart);
  const { orders } = await store.customer.data<{ orders: { nodes: ShownOrder[]; totalCount: number } }>(
    `{ orders { nodes { ${ORDER} } totalCount } }`,
  );
  expect([orders.nodes.map(({ id }) => id), orders.totalCount]).toEqual([[order.id], 1]);
  const { errors } = await buyer.ask('{ orders { totalCount } }');
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('what costs nothing is ordered without a payment', async () => {
  await app.db.query('UPDATE product_variant SET price = 0 WHERE workspace_id = $1', store.id);
  const cart = await givenCart(buyer, [{ variantId: store.variants.cup, quantity: 1 }]);
  expect(await givenOrder(buyer, cart)).toMatchObject({ total: { amount: '0.00' }, paymentStatus: 'PAID' });
  expect(await counts()).toEqual({ orders: 1, attempts: 1, payments: 0 });
});
