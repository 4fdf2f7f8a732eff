import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { createProduct, faultsOf, givenProduct } from './product-operations';

describe('productCreate', () => {
  let app: TestApp;
  let workspaceId: string;
  let owner: TestClient;

  beforeAll(async () => {
    app = await startTestApp();
    ({ workspaceId, owner } = await givenOwner(app, 'shop'));
  });
  afterAll(() => app.close());

  const picture = async (overrides: Parameters<typeof givenMedia>[2] = {}) =>
    encodeId('Media', await givenMedia(app.db, workspaceId, overrides));
  const uuidOf = (type: string, id: string | undefined) => decodeId(type, id ?? '') ?? '';

  it('makes all of a product in one commit: variants, opening stock, ledger, media, log and events', async () => {
    const [front, back] = [await picture(), await picture()];
    const before = await rowsOf(app.db, workspaceId);
    const { productCreate } = await owner.data<{ productCreate: { product: { id: string } } }>(
      `mutation ($input: ProductInput!) { productCreate(input: $input) {
        product { id slug title description status brand tags attributes seo { title description } featured digital version
          minPrice { amount currencyCode } maxPrice { amount currencyCode }
          primaryImage { alt } media { role position primary alt caption media { id } }
          variants { sku title position options { name value } price { amount currencyCode } compareAtPrice { amount }
            costPrice { amount } availableForSale quantityAvailable weight { value } dimensions { length width height }
            version stock { onHand reserved available minLevel isInStock isLow version } } }
        userErrors { code } } }`,
      {
        input: {
          ...{ title: ' Blue vase ', slug: 'blue-vase', description: 'Blown by mouth.', status: 'ACTIVE' },
          ...{ brand: 'Glashütte', tags: ['glass', ' blue ', 'glass'], attributes: { height: { cm: 30 } } },
          ...{ seo: { title: 'Vase', description: 'A vase' }, featured: true, digital: false },
          media: [
            { mediaId: front, alt: 'front', caption: 'By day' },
            { mediaId: back, primary: true },
          ],
          variants: [
            {
              ...{ sku: 'VASE-S', title: 'Small', options: [{ name: 'size', value: 'S' }] },
              ...{ price: { amount: '19.90', currencyCode: 'EUR' }, compareAtPrice: { amount: '25' } },
              ...{ costPrice: { amount: '7.05' }, onHand: 5, minLevel: 5, weight: 350.5 },
              dimensions: { length: 80, width: 81.5, height: 300 },
            },
            { sku: 'VASE-L', price: { amount: '49.9' } },
          ],
        },
      },
    );
    expect(productCreate).toEqual({
      product: {
        id: expect.any(String) as string,
        ...{ slug: 'blue-vase', title: 'Blue vase', description: 'Blown by mouth.', status: 'ACTIVE' },
        ...{ brand: 'Glashütte', tags: ['glass', 'blue'], attributes: { height: { cm: 30 } } },
        ...{ seo: { title: 'Vase', description: 'A vase' }, featured: true, digital: false, version: 1 },
        minPrice: { amount: '19.90', currencyCode: 'EUR' },
        maxPrice: { amount: '49.90', currencyCode: 'EUR' },
        primaryImage: { alt: null },
        media: [
          {
            ...{ role: 'gallery', position: 0, primary: false, alt: 'front', caption: 'By day' },
            media: { id: front },
          },
          { role: 'gallery', position: 1, primary: true, alt: null, caption: null, media: { id: back } },
        ],
        variants: [
          {
            ...{
              sku: 'VASE-S',
              title: 'Small',
              position: 0,
              options: [{ name: 'size', value: 'S' }],
              version: 1,
            },
            price: { amount: '19.90', currencyCode: 'EUR' },
            ...{ compareAtPrice: { amount: '25.00' }, costPrice: { amount: '7.05' } },
            ...{ availableForSale: true, quantityAvailable: 5, weight: { value: 350.5 } },
            dimensions: { length: 80, width: 81.5, height: 300 },
            stock: {
              ...{
                onHand: 5,
                reserved: 0,
                available: 5,
                minLevel: 5,
                isInStock: true,
                isLow: true,
                version: 1,
              },
            },
          },
          {
            ...{ sku: 'VASE-L', title: 'Default', position: 1, options: [], version: 1 },
            price: { amount: '49.90', currencyCode: 'EUR' },
            ...{ compareAtPrice: null, costPrice: null, weight: null, dimensions: null },
            ...{ availableForSale: false, quantityAvailable: 0 },
            stock: {
              ...{
                onHand: 0,
                reserved: 0,
                available: 0,
                minLevel: 0,
                isInStock: false,
                isLow: true,
                version: 1,
              },
            },
          },
        ],
      },
      userErrors: [],
    });

    const after = await rowsOf(app.db, workspaceId);
    const grown = Object.keys(after).flatMap((table) => {
      const added = (after[table]?.length ?? 0) - (before[table]?.length ?? 0);
      return added === 0 ? [] : [[table, added]];
    });
    expect(grown).toEqual([
      ['attachment', 2],
      ['audit_log', 1],
      ['outbox_event', 2],
      ['product', 1],
      ['product_variant', 2],
      ['stock_level', 2],
      ['stock_movement', 1],
    ]);
    expect(after.stock_movement).toMatchObject([{ delta: 5, on_hand: 5, reason: 'opening stock' }]);
    const productId = uuidOf('Product', productCreate.product.id);
    const ofProduct = {
      operation_id: expect.any(String) as string,
      subject_type: 'product',
      subject_id: productId,
    };
    const log = await app.db.query(
      'SELECT action, operation_id, subject_type, subject_id FROM audit_log WHERE subject_id = $1 ORDER BY action',
      productId,
    );
    expect(log).toEqual([{ action: 'product.create', ...ofProduct }]);
    const events = await app.db.query(
      'SELECT name, payload FROM outbox_event WHERE workspace_id = $1 ORDER BY name',
      workspaceId,
    );
    expect(events).toEqual([
      { name: 'entity.media.changed', payload: { entityType: 'product', entityId: productId } },
      { name: 'product.changed', payload: { productId, kind: 'CREATED' } },
    ]);
  });

  describe('slugs', () => {
    it.each([
      ['Crème brûlée No. 5', 'creme-brulee-no-5'],
      ['  --Ärmel & Öse--  ', 'armel-ose'],
      ['花瓶', 'product'],
    ])('%s becomes %s, the second of the name is numbered', async (title, slug) => {
      expect((await givenProduct(owner, { title })).slug).toBe(slug);
      expect((await givenProduct(owner, { title })).slug).toBe(`${slug}-2`);
      expect((await givenProduct(owner, { title })).slug).toBe(`${slug}-3`);
    });

    it('one that another product has is TAKEN, and nothing is left of the new product', async () => {
      await givenProduct(owner, { title: 'first', slug: 'taken' });
      const before = await rowsOf(app.db, workspaceId);
      const second = await createProduct(owner, {
        ...{ title: 'second', slug: 'taken' },
        variants: [{ sku: 'of-the-second', price: { amount: '1' }, onHand: 3 }],
      });
      expect(second.product).toBeNull();
      expect(faultsOf(second)).toEqual(['TAKEN input.slug']);
      expect(await rowsOf(app.db, workspaceId)).toEqual(before);
    });

    it('one that another workspace has is free', async () => {
      const other = await givenOwner(app, 'other');
      await givenProduct(owner, {
        title: 'here',
        slug: 'everywhere',
        variants: [{ sku: 'E', price: { amount: '1' } }],
      });
      const there = await givenProduct(other.owner, {
        ...{ title: 'there', slug: 'everywhere', variants: [{ sku: 'E', price: { amount: '1' } }] },
      });
      expect([there.slug, there.variants[0]?.sku]).toEqual(['everywhere', 'E']);
    });

    it.each(['Vase', 'a--b', '-a', 'a-', 'a b', 'ä', '', 'x'.repeat(101)])('"%s" is none', async (slug) => {
      expect(faultsOf(await createProduct(owner, { title: 'A vase', slug }))).toEqual(['INVALID input.slug']);
    });
  });

  it('a SKU that another variant has is TAKEN, in the same input too, and nothing is left', async () => {
    await givenProduct(owner, { title: 'first', variants: [{ sku: 'taken', price: { amount: '1' } }] });
    const before = await rowsOf(app.db, workspaceId);
    for (const skus of [['taken'], ['new', 'taken'], ['twice', 'twice']]) {
      const variants = skus.map((sku) => ({ sku, price: { amount: '1' }, onHand: 1 }));
      const answer = await createProduct(owner, { title: 'second', variants });
      expect(answer.product).toBeNull();
      expect(answer.userErrors).toMatchObject([{ code: 'TAKEN' }]);
      expect(answer.userErrors[0]?.field?.slice(0, 2)).toEqual(['input', 'variants']);
    }
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });
});
