import { randomUUID } from 'node:crypto';
import { systemActor } from '../../src/platform/actor';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { LockedStock } from '../../src/stock';
import { givenProduct } from '../catalog/product-operations';
import { eventually } from '../support/eventually';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { openSubscription, type TestSubscription } from '../support/test-subscription';
import { adjustStock } from './stock-operations';

interface Heard {
  readonly id: string;
  readonly quantityAvailable: number;
  readonly stock: { readonly onHand: number } | null;
}
type Updates = TestSubscription<{ stockUpdated: Heard }>;

const UPDATES = `subscription ($variantIds: [ID!]) {
  stockUpdated(variantIds: $variantIds) { id quantityAvailable stock { onHand } } }`;

let app: TestApp;
let here: Shop;
let there: Shop;
const subscriptions: Updates[] = [];

beforeAll(async () => {
  app = await startTestApp({ workers: ['relay'] });
  here = await givenShop(app, 'here');
  there = await givenShop(app, 'there');
});
afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) await subscription.close();
});
afterAll(() => app.close());

const uuidOf = (id: string) => decodeId('ProductVariant', id) ?? '';
const heardBy = ({ events }: Updates): Heard[] =>
  events.flatMap(({ data }) => (data ? [data.stockUpdated] : []));
const announce = (shop: Shop, ...ids: string[]) =>
  app.platform.broadcast.publish(EVENTS_CHANNEL, {
    ...{ id: randomUUID(), workspaceId: shop.id, name: 'stock.changed' },
    payload: { variantIds: ids.map(uuidOf) },
  });

/** Subscribes, and waits until it hears of its shop's variant that is on sale. */
async function listen(shop: Shop, client: TestClient, variantIds?: readonly string[]): Promise<Updates> {
  const subscription = openSubscription<{ stockUpdated: Heard }>(client, UPDATES, { variantIds });
  subscriptions.push(subscription);
  await eventually(async () => {
    await announce(shop, shop.references.variant);
    expect(heardBy(subscription).length).toBeGreaterThan(0);
  });
  return subscription;
}
/** What it heard of other variants than that, up to a last event that is told of that one. */
async function heardOf(shop: Shop, subscription: Updates): Promise<Heard[]> {
  const { variant } = shop.references;
  await new Promise((resolve) => setTimeout(resolve, 300));
  const known = subscription.events.length;
  await eventually(async () => {
    await announce(shop, variant);
    expect(subscription.events.length).toBeGreaterThan(known);
  });
  expect(subscription.events.flatMap(({ errors = [] }) => errors)).toEqual([]);
  return heardBy(subscription).filter(({ id }) => id !== variant);
}

it('tells of a change by what each may see of it, those on sale alone to who is no staff', async () => {
  const { draftVariant } = here.references;
  const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, here.id)) }];
  const { variants } = await givenProduct(here.owner, {
    ...{ title: 'A cup', status: 'ACTIVE', media },
    variants: [{ sku: 'cup', price: { amount: '1.00' }, onHand: 5 }],
  });
  const cup = variants[0]?.id ?? '';
  const subscribed = [
    await listen(here, here.anonymous),
    await listen(here, here.customer),
    await listen(here, here.editor),
  ];
  await adjustStock(here.admin, cup, 4);
  await adjustStock(here.admin, draftVariant, 1);
  await eventually(async () => {
    expect(heardBy(subscribed[2] as Updates).map(({ id }) => id)).toEqual(
      expect.arrayContaining([cup, draftVariant]),
    );
    return Promise.resolve();
  });
  const [anonymous, customer, editor] = await Promise.all(subscribed.map((each) => heardOf(here, each)));
  const shown = [{ id: cup, quantityAvailable: 9, stock: null }];
  expect([anonymous, customer]).toEqual([shown, shown]);
  expect(editor).toHaveLength(2);
  expect(editor).toEqual(
    expect.arrayContaining([
      { id: cup, quantityAvailable: 9, stock: { onHand: 9 } },
      { id: draftVariant, quantityAvailable: 2, stock: { onHand: 2 } },
    ]),
  );
});

it('tells of each variant of one commit, more of them than may wait as events', async () => {
  const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, here.id)) }];
  const ids: string[] = [];
  for (const part of [1, 2]) {
    const product = await givenProduct(here.owner, {
      ...{ title: `Many ${part}`, status: 'ACTIVE', media },
      variants: Array.from({ length: 150 }, (_, index) => ({
        ...{ sku: `many ${part}-${index}`, price: { amount: '1.00' }, onHand: 1 },
      })),
    });
    ids.push(...product.variants.map(({ id }) => id));
  }
  const watched = ids.slice(7, 9);
  const [all, some] = [
    await listen(here, here.anonymous),
    await listen(here, here.anonymous, [...watched, here.references.variant]),
  ];
  await app.platform.unitOfWork.run({ workspaceId: here.id, actor: systemActor('test') }, async (tx) => {
    const stock = await LockedStock.lock(tx, ids.map(uuidOf));
    stock.take(
      ids.map((id) => ({ variantId: uuidOf(id), quantity: 1 })),
      { reason: 'sale' },
    );
    await stock.write();
  });
  await eventually(async () => {
    expect(new Set(heardBy(all).map(({ id }) => id)).size).toBe(301);
    return Promise.resolve();
  });
  const sold = (id: string) => ({ id, quantityAvailable: 0, stock: null });
  const byId = (one: Heard, other: Heard) => (one.id < other.id ? -1 : 1);
  expect((await heardOf(here, all)).sort(byId)).toEqual(ids.map(sold).sort(byId));
  expect((await heardOf(here, some)).sort(byId)).toEqual(watched.map(sold).sort(byId));
});

it('tells another workspace nothing, not even of what it names', async () => {
  const named = [here.references.variant, there.references.variant];
  const foreign = [await listen(there, there.owner), await listen(there, there.owner, named)];
  const own = await listen(here, here.owner);
  await adjustStock(here.admin, here.references.variant, 3);
  await eventually(async () => {
    expect(heardBy(own).at(-1)?.stock?.onHand).toBe(10);
    return Promise.resolve();
  });
  // Nor does an event that names what is elsewhere.
  await announce(there, here.references.variant);
  for (const each of foreign) expect(await heardOf(there, each)).toEqual([]);
});

it('refuses more ids than any list may hold', async () => {
  const variantIds = Array.from({ length: 251 }, () => here.references.variant);
  const refused = openSubscription(here.owner, UPDATES, { variantIds });
  subscriptions.push(refused as Updates);
  await refused.ended;
  expect(refused.events).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
});
