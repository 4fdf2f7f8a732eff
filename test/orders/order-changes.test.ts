import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { type GivenStore, givenStore } from './given-store';
import {
  expectMoneyToMatch,
  expectStockToBalance,
  givenCart,
  givenOrder,
  ORDER,
  type ShownOrder,
  stockOf,
} from './ordering';

let app: TestApp;
let store: GivenStore<'cup' | 'bowl' | 'song'>;
beforeAll(async () => {
  app = await startTestApp({ workers: ['relay', 'payments', 'orders'] });
});
beforeEach(async () => {
  store = await givenStore(app, {
    cup: { price: '10.00', onHand: 10 },
    bowl: { price: '3.33', onHand: 10 },
    song: { price: '1.00', onHand: 0, digital: true },
  });
});
afterAll(() => app.close());

interface Changed {
  readonly order: (ShownOrder & { readonly refunded: { readonly amount: string } }) | null;
  readonly userErrors: readonly { code: string; field: string[] | null; message: string }[];
}

const SHOWN = `{ order { ${ORDER} refunded { amount } } userErrors { code field message } }`;
const CHANGE = {
  cancel: `mutation ($id: ID!, $version: Int!) {
    changed: orderCancel(id: $id, version: $version, reason: "sold twice") ${SHOWN} }`,
  fulfill: `mutation ($id: ID!, $version: Int!, $lines: [OrderLineQuantityInput!]) {
    changed: orderFulfill(id: $id, version: $version, input: { lines: $lines, carrier: "DHL" }) ${SHOWN} }`,
  deliver: `mutation ($id: ID!, $version: Int!) { changed: orderDeliver(id: $id, version: $version) ${SHOWN} }`,
  refund: `mutation ($id: ID!, $version: Int!, $lines: [OrderLineQuantityInput!], $restock: Boolean) {
    changed: orderRefund(id: $id, version: $version, lines: $lines, restock: $restock) ${SHOWN} }`,
};
type Action = keyof typeof CHANGE;

async function change(
  client: TestClient,
  action: Action,
  { id, version }: Pick<ShownOrder, 'id' | 'version'>,
  given: { readonly lines?: object[]; readonly restock?: boolean } = {},
): Promise<Changed> {
  return (await client.data<{ changed: Changed }>(CHANGE[action], { id, version, ...given })).changed;
}

/** A paid order of two cups, three bowls and a song: 20.00 + 9.99 + 1.00. */
async function givenPaidOrder(overrides: object = {}): Promise<ShownOrder> {
  const { cup, bowl, song } = store.variants;
  const cart = await givenCart(store.anonymous, [
    { variantId: cup, quantity: 2 },
    { variantId: bowl, quantity: 3 },
    { variantId: song, quantity: 1 },
  ]);
  const order = await givenOrder(store.anonymous, cart, overrides);
  await untilPaymentIs(order.id, 'PAID');
  return order;
}

const untilPaymentIs = (id: string, paymentStatus: string, refunded?: string) =>
  eventually(async () => {
    const { order } = await store.admin.data<{ order: Changed['order'] }>(
      `query ($id: ID!) { order(id: $id) { ${ORDER} refunded { amount } } }`,
      { id },
    );
    expect(order).toMatchObject({ paymentStatus, ...(refunded && { refunded: { amount: refunded } }) });
  });
const levels = async () => [await stockOf(app.db, store.id, 'cup'), await stockOf(app.db, store.id, 'bowl')];
const onHand = (cup: number, bowl: number) => [
  { on_hand: cup, reserved: 0 },
  { on_hand: bowl, reserved: 0 },
];
const itemOf = (order: ShownOrder, sku: string) => order.items.find((item) => item.sku === sku)?.id ?? '';
const codes = ({ userErrors }: Changed) => userErrors.map(({ code }) => code);

test('a cancelled order puts its stock back and gives the money back, once', async () => {
  const order = await givenPaidOrder();
  expect(await levels()).toEqual(onHand(8, 7));
  const cancelled = await change(store.admin, 'cancel', order);
  expect(cancelled).toMatchObject({ order: { status: 'CANCELLED', version: 2 }, userErrors: [] });
  expect(codes(await change(store.admin, 'cancel', order))).toEqual(['CONFLICT']);
  expect(codes(await change(store.admin, 'cancel', { ...order, version: 2 }))).toEqual(['STATE_NOT_ALLOWED']);
  expect(await levels()).toEqual(onHand(10, 10));
  await untilPaymentIs(order.id, 'REFUNDED', '30.99');
  await expectStockToBalance(app.db);
  await expectMoneyToMatch(app.db, store.id);
});

test('an order is sent in parts, delivered, and then neither cancelled nor sent again', async () => {
  const order = await givenPaidOrder();
  const lines = [{ id: itemOf(order, 'bowl'), quantity: 2 }];
  const partly = await change(store.admin, 'fulfill', order, { lines });
  expect(partly).toMatchObject({ order: { fulfillmentStatus: 'PARTIAL', version: 2 }, userErrors: [] });
  const tooMany = await change(store.admin, 'fulfill', { ...order, version: 2 }, { lines });
  expect(tooMany.userErrors).toEqual([
    { code: 'INVALID', field: ['input', 'lines', '0', 'quantity'], message: 'This is from 1 to 1 here.' },
  ]);
  expect(codes(await change(store.admin, 'deliver', { ...order, version: 2 }))).toEqual([
    'STATE_NOT_ALLOWED',
  ]);
  expect(codes(await change(store.admin, 'cancel', { ...order, version: 2 }))).toEqual(['STATE_NOT_ALLOWED']);
  const wholly = await change(store.admin, 'fulfill', { ...order, version: 2 });
  expect(wholly).toMatchObject({ order: { fulfillmentStatus: 'FULFILLED', version: 3 } });
  const delivered = await change(store.admin, 'deliver', { ...order, version: 3 });
  expect(delivered).toMatchObject({
    order: { status: 'COMPLETED', fulfillmentStatus: 'DELIVERED', version: 4 },
  });
  expect(codes(await change(store.admin, 'fulfill', { ...order, version: 4 }))).toEqual([
    'STATE_NOT_ALLOWED',
  ]);
  expect(await levels()).toEqual(onHand(8, 7));
  const sent = await app.db.query(
    `SELECT jsonb_array_length(lines) AS lines, carrier FROM order_fulfillment WHERE workspace_id = $1 ORDER BY id`,
    store.id,
  );
  expect(sent).toEqual([
    { lines: 1, carrier: 'DHL' },
    { lines: 3, carrier: 'DHL' },
  ]);
});

test('parts that are given back add up to what was paid, and are restocked only where asked', async () => {
  const order = await givenPaidOrder();
  const back = (version: number, sku: string, quantity: number, restock: boolean) =>
    change(
      store.admin,
      'refund',
      { id: order.id, version },
      {
        lines: [{ id: itemOf(order, sku), quantity }],
        restock,
      },
    );
  expect(await back(1, 'bowl', 1, true)).toMatchObject({ order: { version: 2 }, userErrors: [] });
  await untilPaymentIs(order.id, 'PARTIALLY_REFUNDED', '3.33');
  expect(await levels()).toEqual(onHand(8, 8));
  expect(await back(2, 'cup', 2, false)).toMatchObject({ order: { version: 3 } });
  await untilPaymentIs(order.id, 'PARTIALLY_REFUNDED', '23.33');
  expect(await levels()).toEqual(onHand(8, 8));
  expect(codes(await back(3, 'cup', 1, true))).toEqual(['INVALID']);
  const rest = await change(store.admin, 'refund', { id: order.id, version: 3 }, { restock: true });
  expect(rest).toMatchObject({ order: { version: 4 }, userErrors: [] });
  await untilPaymentIs(order.id, 'REFUNDED', '30.99');
  expect(await levels()).toEqual(onHand(8, 10));
  expect(codes(await change(store.admin, 'fulfill', { id: order.id, version: 4 }))).toEqual([
    'STATE_NOT_ALLOWED',
  ]);
  await expectStockToBalance(app.db);
});

test('of ten who give the same back at once one does', async () => {
  const order = await givenPaidOrder();
  const changes = await Promise.all(
    Array.from({ length: 10 }, () => change(store.admin, 'refund', order, { restock: true })),
  );
  expect(changes.flatMap(codes)).toEqual(Array.from({ length: 9 }, () => 'CONFLICT'));
  for (const { order: current } of changes) expect(current?.version).toBe(2);
  await untilPaymentIs(order.id, 'REFUNDED', '30.99');
  expect(await levels()).toEqual(onHand(10, 10));
});

test.each<Action>(['cancel', 'fulfill', 'deliver', 'refund'])('who is no admin cannot %s', async (action) => {
  const order = await givenPaidOrder();
  for (const caller of [store.editor, store.customer]) {
    await expect(change(caller, action, order)).rejects.toThrow('FORBIDDEN');
  }
  await expect(change(store.anonymous, action, order)).rejects.toThrow('UNAUTHENTICATED');
  const rows = await app.db.query(
    `SELECT o.version, (SELECT count(*)::int FROM audit_log a
       WHERE a.workspace_id = $1 AND a.subject_type = 'order') AS audits
     FROM sales_order o WHERE o.workspace_id = $1`,
    store.id,
  );
  expect(rows).toEqual([{ version: 1, audits: 1 }]);
  expect(await levels()).toEqual(onHand(8, 7));
});
