import { type GraphQLSchema } from 'graphql';
import sharp from 'sharp';
import { composeApi } from '../../src/app';
import { setQuota } from '../../src/media';
import { MODULES } from '../../src/modules';
import { systemActor } from '../../src/platform/actor';
import { decodeId } from '../../src/platform/graphql/global-id';
import { fleetSweeps, LOCAL_SWEEPS } from '../../src/sweeps';
import { eventually } from '../support/eventually';
import { findingsOf } from '../support/findings-of';
import { givenSweepWork } from '../support/given-sweep-work';
import { newOrder } from '../support/given-orders';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type LoggedChange, newIn, unaccounted } from '../support/unaccounted';
import { rowsOf } from '../support/workspace-rows';
import { askWithFile } from '../tenancy/ask-with-file';
import { type FieldCases, ownArguments } from '../tenancy/field-case';
import { MUTATION_CASES } from '../tenancy/mutation-cases';
import { EVERYTHING, operationOf } from '../tenancy/select-everything';

const CASES: FieldCases = MUTATION_CASES;

/** What changes nothing, as it is asked for in the cases; below it does. */
const CHANGE_NOTHING = [
  ...['Mutation.mediaRestore', 'Mutation.mediaTagsRemove'],
  ...['Mutation.mediaReorder', 'Mutation.mediaSetPrimary'],
];
/** What whoever comes to it does on the way, in the name of the system. */
const BY_SYSTEM: Readonly<Record<string, readonly string[]>> = {
  'Mutation.orderPlace': ['payment.observe', 'cart.update'],
};
/** Tokens come and go without an entry. */
const UNTOLD = ['Mutation.tokenRefresh'];

let app: TestApp;
let schema: GraphQLSchema;
let shop: Shop;

beforeEach(async () => {
  app = await startTestApp({ app: { queries: EVERYTHING } });
  schema = composeApi(app.platform, MODULES, () => app.url).schema;
  shop = await givenShop(app, 'shop');
});
afterEach(() => app.close());

/** The entries that something left, in order, each of which has to tell of what changed, as all that changed has one. */
async function entriesOf(change: () => Promise<unknown>): Promise<readonly LoggedChange[]> {
  const before = await rowsOf(app.db, shop.id);
  await change();
  const after = await rowsOf(app.db, shop.id);
  expect(unaccounted(before, after)).toEqual([]);
  const entries = newIn(after, before, 'audit_log') as unknown as LoggedChange[];
  return entries.sort((one, other) => (one.id < other.id ? -1 : 1));
}

const actionsOf = async (change: () => Promise<unknown>) =>
  (await entriesOf(change)).map(({ action }) => action);

/** Who did what, as entries have it. */
const doneBy = (entries: readonly LoggedChange[]) =>
  entries.map(({ action, actor_kind: kind, actor_name: name }) => `${action} by ${kind} ${name}`).sort();

/** Uploads what stands for a picture; returns the item's id. */
async function uploaded(bytes: string | Buffer, onDuplicate = 'REUSE'): Promise<string> {
  const file =
    typeof bytes === 'string' ? `GIF89a\x01\x00\x01\x00\x00\x00\x00;${bytes}` : new Uint8Array(bytes);
  const { data } = await shop.owner.upload<{ mediaUpload: { media: { id: string } } }>(
    'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } userErrors { code } } }',
    new Blob([file]),
    'picture.gif',
    { onDuplicate },
  );
  return data.mediaUpload.media.id;
}

test('every mutation leaves one entry for each record that it changed, of who asked for it', async () => {
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(Object.keys(CASES).sort()).toEqual(mutations.map((name) => `Mutation.${name}`).sort());
  const userId = decodeId('User', shop.references.user);
  const silent: string[] = [];
  for (const [coordinate, fieldCase] of Object.entries(CASES)) {
    for (const own of await ownArguments(fieldCase, shop)) {
      const entries = await entriesOf(async () => {
        const { data, errors } = await askWithFile(shop.owner, operationOf(schema, coordinate), own);
        expect([coordinate, errors]).toEqual([coordinate, undefined]);
        const [payload] = Object.values(data ?? {}) as { userErrors: unknown }[];
        expect([coordinate, payload?.userErrors]).toEqual([coordinate, []]);
      });
      if (entries.length === 0) silent.push(coordinate);
      const onTheWay = BY_SYSTEM[coordinate] ?? [];
      const asked = entries.filter(({ action }) => !onTheWay.includes(action));
      expect(asked).toEqual(
        asked.map((entry) => ({
          ...entry,
          ...{ actor_kind: 'user', actor_id: userId, actor_name: null, ip: '127.0.0.1' },
          request_id: asked[0]?.request_id ?? 'none',
        })),
      );
    }
  }
  expect(silent).toEqual([...UNTOLD, ...CHANGE_NOTHING]);
});

test('a change of one record that changes others leaves one entry for each', async () => {
  const { owner } = shop;
  const ask = async <T>(mutation: string, variables: object = {}): Promise<T> => {
    const { result } = await owner.data<{ result: T & { userErrors: unknown } }>(mutation, variables);
    expect([mutation, result.userErrors]).toEqual([mutation, []]);
    return result;
  };
  const media = (verb: string, ids: readonly string[]) =>
    ask(
      `mutation ($ids: [ID!]!) { result: media${verb}(ids: $ids${verb === 'Delete' ? ', force: true' : ''}) { userErrors { code } } }`,
      {
        ids,
      },
    );
  const [first, second, third] = [await uploaded('1'), await uploaded('2'), await uploaded('3')];

  type Saved = {
    product: { id: string; version: number; variants: { id: string }[]; media: { id: string }[] };
  };
  const SAVED = 'product { id version variants { id } media { id } } userErrors { code }';
  const { product } = await ask<Saved>(
    `mutation ($input: ProductInput!) { result: productCreate(input: $input) { ${SAVED} } }`,
    {
      input: {
        title: 'A vase',
        media: [{ mediaId: first }, { mediaId: second }],
        variants: ['small', 'large'].map((sku) => ({ sku, price: { amount: '1' }, onHand: 3, minLevel: 1 })),
      },
    },
  );
  const entity = { type: 'product', id: product.id };
  const [small, large] = product.variants.map(({ id }) => ({ type: 'variant', id }));
  const attach = (to: object | undefined, mediaId = first) =>
    ask(
      `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
        result: mediaAttach(entity: $entity, items: $items) { userErrors { code } } }`,
      { entity: to, items: [{ mediaId }] },
    );
  expect(await actionsOf(() => attach(small))).toEqual(['variant.media']);
  expect(await actionsOf(() => attach(large))).toEqual(['variant.media']);
  const last = product.media[1]?.id;
  const REORDER = `mutation ($entity: EntityRefInput!, $id: ID!) {
    result: mediaReorder(entity: $entity, moves: [{ id: $id, position: 0 }]) { userErrors { code } } }`;
  expect(await actionsOf(() => ask(REORDER, { entity, id: last }))).toEqual(['product.media']);
  const SET_PRIMARY = `mutation ($entity: EntityRefInput!, $id: ID!) {
    result: mediaSetPrimary(entity: $entity, id: $id) { userErrors { code } } }`;
  expect(await actionsOf(() => ask(SET_PRIMARY, { entity, id: last }))).toEqual(['product.media']);

  const tag = (verb: string) =>
    ask(
      `mutation ($ids: [ID!]!) { result: mediaTags${verb}(ids: $ids, tags: ["old"]) { userErrors { code } } }`,
      { ids: [first, second] },
    );
  expect(await actionsOf(() => tag('Add'))).toEqual(['media.tag', 'media.tag']);
  expect(await actionsOf(() => tag('Remove'))).toEqual(['media.untag', 'media.untag']);

  expect(await actionsOf(() => media('Delete', [first, third]))).toEqual([
    'product.media',
    'variant.media',
    'variant.media',
    'media.delete',
    'media.delete',
  ]);
  expect(await actionsOf(() => media('Restore', [first]))).toEqual([
    'product.media',
    'variant.media',
    'variant.media',
    'media.restore',
  ]);
  expect(await actionsOf(() => uploaded('3'))).toEqual(['media.upload']);
  expect(await actionsOf(() => uploaded('3'))).toEqual(['media.upload']);
  expect(await actionsOf(() => uploaded('3', 'COPY'))).toEqual(['media.upload']);
  await media('Delete', [first]);
  expect(await actionsOf(() => media('Purge', [first]))).toEqual(['media.purge', 'content.condemn']);
  expect(await actionsOf(() => uploaded('1'))).toEqual(['content.revive', 'media.upload']);

  const UPDATE = `mutation ($id: ID!, $version: Int!, $input: ProductInput!) {
    result: productUpdate(id: $id, version: $version, input: $input) { ${SAVED} } }`;
  const asIs = 'query ($id: ID!) { product(id: $id) { version } }';
  const { product: now } = await owner.data<{ product: { version: number } }>(asIs, product);
  const change = {
    title: 'The vase',
    media: [{ mediaId: third }],
    variants: [
      { id: small?.id, title: 'Small' },
      { sku: 'huge', price: { amount: '9' }, onHand: 1 },
    ],
    variantsRemove: [large?.id],
  };
  const update = () => ask<Saved>(UPDATE, { id: product.id, version: now.version, input: change });
  expect(await actionsOf(update)).toEqual(['product.update']);
  await attach(small, third);
  const { product: then } = await owner.data<{ product: { version: number } }>(asIs, product);
  const DELETE = `mutation ($id: ID!, $version: Int!) {
    result: productDelete(id: $id, version: $version) { userErrors { code } } }`;
  expect(await actionsOf(() => ask(DELETE, { id: product.id, version: then.version }))).toEqual([
    'product.delete',
  ]);
});

test('an order leaves its own entries, and those of its cart, its payment and its refunds', async () => {
  const { admin, anonymous, references } = shop;
  let order = { id: '', version: 0 };
  const placed = await entriesOf(async () => ({ order } = await newOrder(anonymous, references)));
  expect(doneBy(placed)).toEqual([
    'cart.create by anonymous null',
    'cart.update by system checkout',
    'order.place by anonymous null',
    'payment.observe by system checkout',
    'payment.open by anonymous null',
  ]);
  const change = (mutation: string) =>
    actionsOf(async () => {
      const { result } = await admin.data<{ result: { order: typeof order; userErrors: unknown } }>(
        `mutation ($id: ID!, $version: Int!) {
          result: ${mutation} { order { id version } userErrors { code } } }`,
        order,
      );
      expect([mutation, result.userErrors]).toEqual([mutation, []]);
      order = result.order;
    });
  expect(await change('orderFulfill(id: $id, version: $version, input: {})')).toEqual(['order.fulfill']);
  expect(await change('orderDeliver(id: $id, version: $version)')).toEqual(['order.deliver']);
  expect(await change('orderRefund(id: $id, version: $version, restock: true)')).toEqual([
    ...['refund.open', 'order.refund'],
  ]);
  ({ order } = await newOrder(anonymous, references));
  expect(await change('orderCancel(id: $id, version: $version)')).toEqual(['payment.want', 'order.cancel']);
});

test('workers and commands leave theirs in the name of the system', async () => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#307050' } })
    .png()
    .toBuffer();
  await uploaded(picture);
  await uploaded(picture.subarray(0, 60));
  const entries = await entriesOf(async () => {
    const workers = ['relay', 'image', 'payments', 'orders'];
    const processing = await startTestApp({ beside: app, workers });
    await eventually(async () => {
      expect(await app.db.query('SELECT id FROM content WHERE due_at IS NOT NULL')).toEqual([]);
      expect(await app.db.query('SELECT id FROM payment WHERE due_at IS NOT NULL')).toEqual([]);
    });
    await processing.close();
  });
  expect(doneBy(entries)).toEqual([
    'content.complete by system worker:image',
    'content.fail by system worker:image',
    // Of the two orders of a shop: their money is collected.
    'payment.observe by system payments',
    'payment.observe by system payments',
  ]);
  const origin = { workspaceId: shop.id, actor: systemActor('a test') };
  const limit = (workspaceBytes: number) =>
    entriesOf(() => app.platform.unitOfWork.run(origin, (tx) => setQuota(tx, { workspaceBytes })));
  expect(doneBy(await limit(7))).toEqual(['quota.set by system a test']);
  expect(await limit(7)).toEqual([]);
});

test('sweeps leave theirs in their names', async () => {
  const { db, platform } = app;
  // A storage with something in it is taken to be this database's.
  await uploaded('something');
  await givenSweepWork(db, shop);
  await db.query("UPDATE cart SET expires_at = now() - interval '1 hour' WHERE user_id IS NULL");

  const done: Record<string, readonly string[]> = {};
  for (const sweep of [...fleetSweeps(), ...LOCAL_SWEEPS]) {
    const entries = await entriesOf(() => findingsOf(sweep, platform));
    if (entries.length > 0) done[sweep.name] = doneBy(entries);
    // What was condemned just now is over its grace.
    await db.query("UPDATE content SET condemned_at = now() - interval '1 year' WHERE state = 'condemned'");
  }
  const by = (name: string, ...actions: string[]) => ({
    [name]: actions.map((action) => `${action} by system sweep:${name}`),
  });
  // Imports that ended are forgotten without one: the log says for good who asked for what and what came of it.
  expect(done).toEqual({
    ...by('deleted-media', 'content.condemn', 'content.condemn', 'media.purge', 'media.purge'),
    ...by('condemned-content', 'content.delete', 'content.delete'),
    ...by('vanished-entities', 'product.media'),
    ...by('recipes', 'content.reprocess'),
    ...by('carts', 'cart.delete', 'cart.delete'),
    ...by('due-work', 'content.fail'),
    ...by('due-imports', 'mediaImport.fail'),
  });
});
