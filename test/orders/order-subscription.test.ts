import { decodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { TestClient } from '../support/test-client';
import { openSubscription, type TestSubscription } from '../support/test-subscription';
import { type GivenStore, givenStore } from './given-store';
import { givenCart, place, placementOf } from './ordering';

const UPDATES = `subscription ($id: ID!, $token: String) {
  orderUpdated(id: $id, token: $token) { id version status paymentStatus } }`;
const CANCEL = `mutation ($id: ID!) {
  orderCancel(id: $id, version: 1) { order { version status } userErrors { code } } }`;

interface Update {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly paymentStatus: string;
}
type Updates = TestSubscription<{ orderUpdated: Update }>;

/** Where orders are placed, and where people listen; the workers' process joins them later. */
let placing: TestApp;
let listening: TestApp;
let store: GivenStore<'cup'>;
const subscriptions: Updates[] = [];

beforeAll(async () => {
  placing = await startTestApp();
  listening = await startTestApp({ beside: placing });
});
beforeEach(async () => {
  store = await givenStore(placing, { cup: { price: '12.50', onHand: 10 } });
});
afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) await subscription.close();
});
afterAll(async () => {
  await listening.close();
  await placing.close();
});

function open(client: TestClient, variables: Record<string, unknown>): Updates {
  const elsewhere = new TestClient(listening.url, client.workspace, client.token);
  const subscription = openSubscription<{ orderUpdated: Update }>(elsewhere, UPDATES, variables);
  subscriptions.push(subscription);
  return subscription;
}

const heardBy = ({ events }: Updates): Update[] =>
  events.flatMap(({ data }) => (data ? [data.orderUpdated] : []));

/** Tells of an order of the store in which nothing changed. */
function announce(id: string): Promise<void> {
  const orderId = decodeId('Order', id);
  return placing.platform.broadcast.publish(EVENTS_CHANNEL, {
    ...{ id: orderId, workspaceId: store.id, name: 'order.changed', payload: { orderId, kind: 'UPDATED' } },
  });
}

/** Tells of an order until all of these have heard of it. */
const untilListening = (id: string, ...listeners: readonly Updates[]) =>
  eventually(async () => {
    await announce(id);
    for (const listener of listeners) expect(heardBy(listener).map((update) => update.id)).toContain(id);
  });

const untilLast = (listeners: readonly Updates[], last: Partial<Update>) =>
  eventually(() => {
    for (const listener of listeners) expect(heardBy(listener).at(-1)).toMatchObject(last);
    return Promise.resolve();
  });

async function givenPlaced(client: TestClient): Promise<{ id: string; token: string }> {
  const cart = await givenCart(client, [{ variantId: store.variants.cup, quantity: 1 }]);
  const { order, orderToken } = await place(client, placementOf(cart));
  if (!order || !orderToken) throw new Error('It was placed.');
  return { id: order.id, token: orderToken };
}

test.each(['anonymous', 'customer'] as const)(
  'whoever bought as %s, and staff, hear when the money is collected, and when the order is cancelled',
  async (caller) => {
    const { id, token } = await givenPlaced(store[caller]);
    const buyer = open(store[caller], caller === 'anonymous' ? { id, token } : { id });
    const listeners = [buyer, open(store.admin, { id })];
    await untilListening(id, ...listeners);
    await untilLast(listeners, { version: 1, status: 'PLACED', paymentStatus: 'AUTHORIZED' });

    const working = await startTestApp({ beside: placing, workers: ['relay', 'payments', 'orders'] });
    await untilLast(listeners, { version: 1, status: 'PLACED', paymentStatus: 'PAID' });
    expect(await store.admin.data(CANCEL, { id })).toEqual({
      orderCancel: { order: { version: 2, status: 'CANCELLED' }, userErrors: [] },
    });
    await untilLast(listeners, { version: 2, status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    await working.close();

    for (const listener of listeners) {
      expect(listener.events.filter(({ errors }) => errors)).toEqual([]);
      const versions = heardBy(listener).map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(new Set(heardBy(listener).map((update) => update.id))).toEqual(new Set([id]));
    }
  },
);

test('nobody else hears anything', async () => {
  const { id, token } = await givenPlaced(store.customer);
  const other = await givenPlaced(store.anonymous);
  const elsewhere = await givenStore(placing, { cup: { price: '12.50', onHand: 1 } });
  const forged = `${'A'.repeat(43)}.${token.slice(44)}`;
  const strangers = [
    open(store.anonymous, { id }),
    open(store.anonymous, { id, token: other.token }),
    open(store.anonymous, { id, token: forged }),
    open(store.editor, { id }),
    open(store.customer, { id: other.id }),
    open(store.customer, { id, token: forged }),
    open(elsewhere.admin, { id }),
    open(elsewhere.anonymous, { id, token }),
  ];
  const listeners = [
    open(store.customer, { id }),
    open(store.anonymous, { id, token }),
    open(store.anonymous, other),
  ];
  await untilListening(id, ...listeners.slice(0, 2));
  await untilListening(other.id, ...listeners.slice(2));

  const heard = listeners.map((listener) => heardBy(listener).length);
  for (const order of [id, other.id]) await announce(order);
  await eventually(() => {
    listeners.forEach((listener, index) =>
      expect(heardBy(listener).length).toBeGreaterThan(heard[index] ?? 0),
    );
    return Promise.resolve();
  });
  expect(listeners.map((listener) => [...new Set(heardBy(listener).map((update) => update.id))])).toEqual([
    [id],
    [id],
    [other.id],
  ]);
  expect(strangers.map(({ events }) => events)).toEqual(strangers.map(() => []));
});
