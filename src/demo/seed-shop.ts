import { setTimeout as sleep } from 'node:timers/promises';
import { type Log } from '../platform/log';
import { type ApiClient } from './api-client';
import { ensureCategory } from './ensure-category';
import { renderPicturesInChild } from './pictures/render-pictures-in-child';
import { DEMO_CATEGORIES, DEMO_PRODUCTS, type DemoProduct } from './products';

const POLL_MS = 200;

const KNOWN = 'query ($slug: String!) { product(slug: $slug) { id } }';
const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { media { id } userErrors { message } }
}`;
const STATUSES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on MediaImage { status } } }';
const CREATE = `mutation ($input: ProductInput!) {
  productCreate(input: $input) { product { id } userErrors { message field } }
}`;

/**
 * Makes the products that the shop does not have yet, each as soon as its pictures are rendered, uploaded and
 * processed. Leaves the rest to the next start when `signal` is aborted. Returns how many it made.
 */
export async function seedShop(
  api: ApiClient,
  directory: string,
  signal: AbortSignal,
  log: Log,
): Promise<number> {
  const missing: DemoProduct[] = [];
  for (const product of DEMO_PRODUCTS) {
    const { product: known } = await api.ask<{ product: object | null }>(KNOWN, { slug: product.slug });
    if (!known) missing.push(product);
  }
  if (missing.length === 0) return 0;
  log.info(`the demo shop is being made: ${missing.length} products with their pictures`);

  let made = 0;
  const uploaded = new Map<string, string>();
  const waiting = [...missing];
  const names = missing.flatMap(({ pictures }) => pictures.map(({ name }) => name));
  for await (const { name, path } of renderPicturesInChild(directory, names)) {
    if (signal.aborted) break;
    uploaded.set(name, await upload(api, name, path));
    while (waiting[0]?.pictures.every((picture) => uploaded.has(picture.name))) {
      const product = waiting.shift();
      if (!product || !(await create(api, product, uploaded, signal))) return made;
      made += 1;
      log.info(`demo: ${made} of ${missing.length} products (${product.title})`);
    }
  }
  return made;
}

async function upload(api: ApiClient, name: string, path: string): Promise<string> {
  const file = { path, name: `${name}.jpg` };
  const { mediaUpload } = await api.upload<{
    mediaUpload: { media: { id: string } | null; userErrors: { message: string }[] };
  }>(UPLOAD, { folder: 'demo', tags: ['demo'] }, file);
  if (!mediaUpload.media) throw new Error(mediaUpload.userErrors[0]?.message ?? 'The upload failed.');
  return mediaUpload.media.id;
}

/** Creates a product, in its category, once its pictures are processed; false when told to stop meanwhile. */
async function create(
  api: ApiClient,
  { pictures, variants, ...product }: DemoProduct,
  uploaded: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<boolean> {
  const ids = pictures.map(({ name }) => uploaded.get(name));
  for (;;) {
    if (signal.aborted) return false;
    const { nodes } = await api.ask<{ nodes: { status: string }[] }>(STATUSES, { ids });
    if (nodes.some(({ status }) => status === 'FAILED'))
      throw new Error(`A picture of ${product.title} failed.`);
    if (nodes.every(({ status }) => status === 'COMPLETED')) break;
    await sleep(POLL_MS);
  }
  const uses = pictures.map(({ alt }, index) => ({ mediaId: ids[index], alt }));
  const category = DEMO_CATEGORIES.find(({ slug }) => slug === product.tags[0]);
  const categoryId = category && uses[0] && (await ensureCategory(api, category, uses[0]));
  const media = uses.map((use, index) => ({ ...use, primary: index === 0 }));
  const { productCreate } = await api.ask<{
    productCreate: { product: object | null; userErrors: { message: string }[] };
  }>(CREATE, { input: { ...product, categoryId, status: 'ACTIVE', variants, media } });
  if (!productCreate.product) throw new Error(productCreate.userErrors[0]?.message ?? 'The product failed.');
  return true;
}
