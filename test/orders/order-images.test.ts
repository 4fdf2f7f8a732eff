import { Client } from 'pg';
import {
  ImageRenderer,
  processImage,
  sweepCondemnedContent,
  sweepDeletedMedia,
  sweepDiscardedFiles,
  sweepRenditions,
  sweepStrayBytes,
  unpinContents,
} from '../../src/media';
import { systemActor } from '../../src/platform/actor';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { type Sweep } from '../../src/platform/sweeps/sweep';
import { deleteProduct, givenProduct, type ShownProduct, updateProduct } from '../catalog/product-operations';
import { UPLOAD, type UploadAnswer } from '../processes/fleet';
import { picture } from '../processes/pictures';
import { givenMedia } from '../support/factories';
import { findingsOf } from '../support/findings-of';
import { startTestApp, type TestApp } from '../support/test-app';
import { whenOneWaits } from '../support/when-one-waits';
import { type GivenStore, givenStore } from './given-store';
import { givenCart, givenOrder, place, placementOf } from './ordering';

interface ShownImage {
  readonly url: string;
  readonly small: string;
  readonly alt: string | null;
  readonly width: number;
}

const IMAGES = `items { sku image { alt width url(transform: { format: WEBP })
  small: url(transform: { maxWidth: 77, maxHeight: 50, crop: COVER, format: WEBP }) } variant { id } }`;

const LANES = 6;
const ORDERS_OF_A_LANE = 12;

let app: TestApp;
let store: GivenStore<'cup'>;
let renderer: ImageRenderer;
beforeAll(async () => {
  app = await startTestApp();
  renderer = new ImageRenderer({ processes: 1 });
});
beforeEach(async () => {
  store = await givenStore(app, { cup: { price: '12.50', onHand: 10 } });
});
afterAll(async () => {
  await renderer.close(0);
  await app.close();
});

const given = { title: 'A vase', status: 'ACTIVE' };
const variant = (sku: string) => ({ sku, price: { amount: '5.00' }, onHand: 100 });
const contentOf = async (mediaId: string) =>
  (
    await app.db.query<{ id: string }>(
      'SELECT content_id AS id FROM media WHERE id = $1',
      decodeId('Media', mediaId),
    )
  )[0]?.id ?? '';
const contents = async () =>
  (
    await app.db.query<{ id: string }>(
      "SELECT id FROM content WHERE workspace_id = $1 AND state = 'live' ORDER BY id",
      store.id,
    )
  ).map(({ id }) => id);
const pins = () =>
  app.db.query<{ holder_id: string; content_id: string }>(
    "SELECT holder_id, content_id FROM content_pin WHERE workspace_id = $1 AND holder_type = 'order'",
    store.id,
  );
const statusOf = async (url: string) => (await fetch(url)).status;

/** An uploaded picture, processed. */
async function givenPicture(seed: string): Promise<string> {
  const bytes = new Blob([new Uint8Array(await picture(seed))]);
  const { data } = await store.admin.upload<UploadAnswer>(UPLOAD, bytes, `${seed}.jpg`);
  const id = data.mediaUpload.media?.id ?? '';
  const { unitOfWork, storage, log } = app.platform;
  const deps = { unitOfWork, storage, log, renderer, onProgress: () => undefined };
  await processImage(deps, store.id, await contentOf(id), new AbortController().signal);
  return id;
}

async function order(...variantIds: string[]): Promise<string> {
  const cart = await givenCart(
    store.customer,
    variantIds.map((variantId) => ({ variantId, quantity: 1 })),
  );
  return (await givenOrder(store.customer, cart)).id;
}

async function imagesOf(orderId: string): Promise<(ShownImage | null)[]> {
  const { order } = await store.customer.data<{ order: { items: { image: ShownImage | null }[] } }>(
    `query ($id: ID!) { order(id: $id) { ${IMAGES} } }`,
    { id: orderId },
  );
  return order.items.map(({ image }) => image);
}

/** Into the bin, whatever it is attached to, and out of it for good. */
async function destroy(...ids: string[]): Promise<void> {
  for (const field of ['mediaDelete(ids: $ids, force: true)', 'mediaPurge(ids: $ids)']) {
    const answer = await store.admin.data<{ done: { userErrors: object[] } }>(
      `mutation ($ids: [ID!]!) { done: ${field} { userErrors { code message } } }`,
      { ids },
    );
    expect(answer.done.userErrors).toEqual([]);
  }
}

async function deleteWithMedia(product: ShownProduct): Promise<void> {
  const { userErrors } = await deleteProduct(store.admin, product);
  expect(userErrors).toEqual([]);
}

/** All that takes bytes away, as if all time had passed. */
async function sweepAll(): Promise<void> {
  const { database, unitOfWork, storage, config } = app.platform;
  const retention = { ...config.retention, deletedMediaSeconds: -60, condemnedContentSeconds: -60 };
  const sweeps: Sweep[] = [
    ...[sweepDeletedMedia, sweepCondemnedContent, sweepCondemnedContent, sweepRenditions],
    ...[sweepDiscardedFiles, sweepStrayBytes(-60_000)],
  ];
  for (const sweep of sweeps) {
    await findingsOf(sweep, { database, unitOfWork, storage, config: { ...config, retention } });
  }
}

test('an order shows what was bought after the product, its media and the library items are gone and swept', async () => {
  const mediaId = await givenPicture('vase');
  const product = await givenProduct(store.admin, {
    ...given,
    media: [{ mediaId, alt: 'A blue vase' }],
    variants: [variant('vase')],
  });
  const contentId = await contentOf(mediaId);
  const orderId = await order(product.variants[0]?.id ?? '');
  const [before] = await imagesOf(orderId);
  expect(before).toMatchObject({ alt: 'A blue vase' });
  expect(await pins()).toEqual([{ holder_id: decodeId('Order', orderId), content_id: contentId }]);

  await deleteWithMedia(product);
  await destroy(mediaId);
  await sweepAll();
  expect(await app.db.query('SELECT 1 FROM media WHERE workspace_id = $1', store.id)).toEqual([]);
  expect(await app.db.query('SELECT 1 FROM product_variant WHERE sku = $1', 'vase')).toEqual([]);
  const [after] = await imagesOf(orderId);
  expect(after).toEqual(before);
  expect(await statusOf(after?.url ?? '')).toBe(200);
  // Nobody had asked for this one while it was in the library.
  expect(await statusOf(after?.small ?? '')).toBe(200);

  const origin = { workspaceId: store.id, actor: systemActor('test') };
  const uuid = decodeId('Order', orderId) ?? '';
  await app.db.unitOfWork.run(origin, (tx) => unpinContents(tx, 'order', [uuid]));
  expect(await statusOf(after?.url ?? '')).toBe(404);
  await sweepAll();
  expect(await app.db.query('SELECT 1 FROM content WHERE workspace_id = $1', store.id)).toEqual([]);
  const keys: string[] = [];
  for await (const { key } of app.platform.storage.list(`tenants/${store.id}`)) keys.push(key);
  expect(keys).toEqual([]);
  expect(await imagesOf(orderId)).toEqual([null]);
});

test('an item shows the picture of its variant, else of its product, else none, as it was used then', async () => {
  const [own, shared] = [await givenPicture('own'), await givenPicture('shared')];
  const product = await givenProduct(store.admin, {
    ...given,
    media: [{ mediaId: shared }],
    variants: [variant('plain'), variant('painted')],
  });
  const [plain, painted] = product.variants.map(({ id }) => id);
  await store.admin.data(
    `mutation ($id: ID!, $items: [MediaAttachItemInput!]!) {
      mediaAttach(entity: { type: "variant", id: $id }, items: $items) { userErrors { code } } }`,
    { id: painted, items: [{ mediaId: own, alt: 'Painted' }] },
  );
  await app.db.query(
    "UPDATE media SET alt = 'Plain', focal_x = 0.25, focal_y = 0.75 WHERE id = $1",
    decodeId('Media', shared),
  );
  const orderId = await order(plain ?? '', painted ?? '', store.variants.cup);
  const before = await imagesOf(orderId);
  expect(before.map((image) => image?.alt)).toEqual(['Plain', 'Painted', undefined]);
  expect(await pins()).toHaveLength(2);
  expect(
    await app.db.query(
      'SELECT image_content_id, image_alt, image_focal FROM order_item WHERE workspace_id = $1 ORDER BY position',
      store.id,
    ),
  ).toEqual([
    { image_content_id: await contentOf(shared), image_alt: 'Plain', image_focal: { x: 0.25, y: 0.75 } },
    { image_content_id: await contentOf(own), image_alt: 'Painted', image_focal: null },
    { image_content_id: null, image_alt: null, image_focal: null },
  ]);

  await app.db.query(
    "UPDATE media SET alt = 'Other', focal_x = 0.5, focal_y = 0.5 WHERE workspace_id = $1",
    store.id,
  );
  await app.db.query("UPDATE attachment SET alt = 'Other' WHERE workspace_id = $1", store.id);
  expect(await imagesOf(orderId)).toEqual(before);
});

test('what was not ordered pins nothing', async () => {
  const mediaId = await givenPicture('rare');
  const product = await givenProduct(store.admin, {
    ...given,
    media: [{ mediaId }],
    variants: [{ ...variant('rare'), onHand: 1 }],
  });
  const variantId = product.variants[0]?.id ?? '';
  const carts = await Promise.all(
    [1, 2, 3, 4].map(() => givenCart(store.anonymous, [{ variantId, quantity: 1 }])),
  );
  const placed = await Promise.all(carts.map((cart) => place(store.anonymous, placementOf(cart))));
  const orders = placed.flatMap(({ order }) => order?.id ?? []);
  expect(orders).toHaveLength(1);
  expect(await pins()).toEqual([
    { holder_id: decodeId('Order', orders[0] ?? ''), content_id: await contentOf(mediaId) },
  ]);
});

test('a picture stays that is replaced and destroyed while an order that shows it waits for stock', async () => {
  const [first, second] = [await givenPicture('first'), await givenPicture('second')];
  const product = await givenProduct(store.admin, {
    ...given,
    media: [{ mediaId: first }],
    variants: [variant('wanted')],
  });
  const variantId = product.variants[0]?.id ?? '';
  const contentId = await contentOf(first);
  const other = new Client({ connectionString: app.db.adminUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM stock_level WHERE variant_id = $1 FOR UPDATE', [
    decodeId('ProductVariant', variantId),
  ]);
  const ordering = order(variantId);
  await whenOneWaits(app.db);
  await updateProduct(store.admin, product, { media: [{ mediaId: second }] });
  const destroying = destroy(first);
  await Promise.race([destroying, whenOneWaits(app.db, 2)]);
  await other.query('COMMIT');
  await other.end();
  const orderId = await ordering;
  await destroying;

  await sweepAll();
  expect(await pins()).toEqual([{ holder_id: decodeId('Order', orderId), content_id: contentId }]);
  const [image] = await imagesOf(orderId);
  expect(await statusOf(image?.url ?? '')).toBe(200);
  expect(await contents()).toEqual([contentId, await contentOf(second)].sort());
});

test('each of many orders shows a picture that is there, although pictures come and are destroyed meanwhile', async () => {
  const nextPicture = async () => encodeId('Media', await givenMedia(app.db, store.id));
  let current = await nextPicture();
  let product = await givenProduct(store.admin, {
    ...given,
    media: [{ mediaId: current }],
    variants: [variant('much')],
  });
  const variantId = product.variants[0]?.id ?? '';
  const over = new AbortController();
  const replacing = (async () => {
    while (!over.signal.aborted) {
      const mediaId = await nextPicture();
      const answer = await updateProduct(store.admin, product, { media: [{ mediaId }] });
      if (!answer.product) throw new Error('The picture could not be replaced.');
      product = answer.product;
      await destroy(current);
      await sweepAll();
      current = mediaId;
    }
  })();
  const lanes = Array.from({ length: LANES }, async () => {
    for (let index = 0; index < ORDERS_OF_A_LANE; index += 1) {
      const cart = await givenCart(store.anonymous, [{ variantId, quantity: 1 }]);
      await givenOrder(store.anonymous, cart);
    }
  });
  await Promise.all(lanes).finally(() => over.abort());
  await replacing;
  await sweepAll();

  const items = await app.db.query<{ order_id: string; content: string }>(
    'SELECT order_id, image_content_id AS content FROM order_item WHERE workspace_id = $1',
    store.id,
  );
  expect(items).toHaveLength(LANES * ORDERS_OF_A_LANE);
  expect(items.map(({ order_id, content }) => `${order_id} ${content}`).sort()).toEqual(
    (await pins()).map(({ holder_id, content_id }) => `${holder_id} ${content_id}`).sort(),
  );
  const shown = new Set(items.map(({ content }) => content));
  expect(shown.size).toBeGreaterThan(1);
  expect(await contents()).toEqual([...new Set([...shown, await contentOf(current)])].sort());
});
