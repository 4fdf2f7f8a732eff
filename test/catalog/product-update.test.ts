import { MediaStatus } from '../../src/media';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { faultsOf, givenProduct, type ShownProduct, updateProduct } from './product-operations';

describe('productUpdate', () => {
  let app: TestApp;
  let workspaceId: string;
  let owner: TestClient;
  let skus = 0;

  beforeAll(async () => {
    app = await startTestApp();
    ({ workspaceId, owner } = await givenOwner(app, 'shop'));
  });
  afterAll(() => app.close());

  const picture = async (overrides: Parameters<typeof givenMedia>[2] = {}) =>
    encodeId('Media', await givenMedia(app.db, workspaceId, overrides));
  const newSku = () => `sku-${(skus += 1)}`;
  const price = { amount: '10.00' };

  interface Details {
    readonly description: string | null;
    readonly brand: string | null;
    readonly tags: string[];
    readonly seo: { readonly title: string | null; readonly description: string | null };
    readonly variants: readonly object[];
  }
  const detailsOf = async ({ id }: ShownProduct) =>
    (
      await owner.data<{ product: Details }>(
        `query ($id: ID!) { product(id: $id) { description brand tags seo { title description }
          variants { sku title price { amount } compareAtPrice { amount } weight { value } version
            stock { onHand minLevel version } } } }`,
        { id },
      )
    ).product;

  it('keeps what is left out and clears what is null', async () => {
    const text = 'text';
    const product = await givenProduct(owner, {
      ...{ title: 'A vase', description: text, brand: text, tags: [text] },
      seo: { title: text, description: text },
      variants: [{ sku: newSku(), price, compareAtPrice: price, weight: 2 }],
    });
    const [variant] = product.variants;
    const second = await updateProduct(owner, product, { brand: null });
    expect(await detailsOf(product)).toMatchObject({
      ...{ description: text, brand: null, tags: [text], seo: { title: text, description: text } },
      variants: [{ compareAtPrice: price, weight: { value: 2 }, version: 1 }],
    });
    await updateProduct(owner, second.product ?? product, {
      ...{ description: null, tags: null, seo: { title: null } },
      variants: [{ id: variant?.id, compareAtPrice: null }],
    });
    expect(await detailsOf(product)).toMatchObject({
      ...{ description: null, brand: null, tags: [], seo: { title: null, description: text } },
      variants: [{ compareAtPrice: null, weight: { value: 2 }, version: 2 }],
    });
  });

  it('changes, adds and removes variants in one piece', async () => {
    const [kept, gone, added] = [newSku(), newSku(), newSku()];
    const product = await givenProduct(owner, {
      title: 'A vase',
      variants: [
        { sku: kept, price, onHand: 4 },
        { sku: gone, price, onHand: 6 },
      ],
    });
    const idOf = (sku: string) => product.variants.find((variant) => variant.sku === sku)?.id;
    const answer = await updateProduct(owner, product, {
      variants: [
        { id: idOf(kept), price: { amount: '12.34' }, minLevel: 2 },
        { sku: gone, title: 'again', price, onHand: 1 },
        { sku: added, price },
      ],
      variantsRemove: [idOf(gone)],
    });
    expect(answer.userErrors).toEqual([]);
    expect(await detailsOf(product)).toMatchObject({
      variants: [
        {
          ...{ sku: kept, price: { amount: '12.34' }, version: 2 },
          stock: { onHand: 4, minLevel: 2, version: 2 },
        },
        { sku: gone, title: 'again', version: 1, stock: { onHand: 1, minLevel: 0, version: 1 } },
        { sku: added, title: 'Default', version: 1, stock: { onHand: 0 } },
      ],
    });
    const ledger = await app.db.query(
      `SELECT sum(delta)::integer AS sum, count(*)::integer AS lines FROM stock_movement
       WHERE workspace_id = $1 AND variant_id NOT IN (SELECT variant_id FROM stock_level)`,
      workspaceId,
    );
    expect(ledger).toEqual([{ sum: 0, lines: 2 }]);
  });

  it('refuses what is on hand of a variant that is there, and changes nothing', async () => {
    const product = await givenProduct(owner, {
      title: 'A vase',
      variants: [{ sku: newSku(), price, onHand: 4 }],
    });
    const before = await rowsOf(app.db, workspaceId);
    const variants = [{ id: product.variants[0]?.id, onHand: 40 }];
    expect(faultsOf(await updateProduct(owner, product, { variants }))).toEqual([
      'INVALID input.variants.0.onHand',
    ]);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it('answers a stale version with CONFLICT and the product as it is, and changes nothing', async () => {
    const product = await givenProduct(owner, { title: 'first', variants: [{ sku: newSku(), price }] });
    await updateProduct(owner, product, { title: 'second' });
    const before = await rowsOf(app.db, workspaceId);
    for (const version of [1, 3, -1]) {
      const stale = await updateProduct(
        owner,
        { id: product.id, version },
        { title: 'third', slug: 'third' },
      );
      expect(faultsOf(stale)).toEqual(['CONFLICT version']);
      expect(stale.product).toEqual({ ...product, title: 'second', version: 2 });
    }
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it('lets exactly one of five edits of one version win', async () => {
    const product = await givenProduct(owner, { title: 'first', variants: [{ sku: newSku(), price }] });
    const titles = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(titles.map((title) => updateProduct(owner, product, { title })));
    const faults = answers.map((answer) => faultsOf(answer).join());
    expect(faults.sort()).toEqual(['', ...new Array<string>(4).fill('CONFLICT version')]);
    const winner = answers.find(({ userErrors }) => userErrors.length === 0)?.product;
    for (const { product: shown } of answers)
      expect(shown).toMatchObject({ title: winner?.title, version: 2 });
    const audits = await app.db.query<{ after: { title: string } }>(
      `SELECT after FROM audit_log WHERE workspace_id = $1 AND action = 'product.update' ORDER BY id DESC LIMIT 2`,
      workspaceId,
    );
    expect(audits[0]?.after.title).toBe(winner?.title);
    expect(titles).not.toContain(audits[1]?.after.title);
  });

  it.each([
    ['title', { title: null }, 'INVALID input.title'],
    ['status', { status: null }, 'INVALID input.status'],
    ['slug', { slug: null }, 'INVALID input.slug'],
    ['a variant of another product', {}, 'NOT_FOUND input.variants.0.id'],
    ['a variant of another product to remove', {}, 'NOT_FOUND input.variantsRemove.0'],
  ])('refuses %s that is not to be, and changes nothing', async (what, input, fault) => {
    const product = await givenProduct(owner, { title: 'A vase' });
    const other = await givenProduct(owner, { title: 'Another', variants: [{ sku: newSku(), price }] });
    const id = other.variants[0]?.id;
    const named = what.endsWith('remove') ? { variantsRemove: [id] } : { variants: [{ id, title: 'mine' }] };
    const before = await rowsOf(app.db, workspaceId);
    const answer = await updateProduct(owner, product, what.startsWith('a variant') ? named : input);
    expect([answer.product, faultsOf(answer)]).toEqual([null, [fault]]);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  describe('a product that is on sale keeps a picture', () => {
    const DETACH = `mutation ($entity: EntityRefInput!, $ids: [ID!]!) {
      mediaDetach(entity: $entity, ids: $ids) { entityMedia { id } userErrors { code field message } } }`;
    const detach = async (product: ShownProduct, ids: (string | undefined)[]) =>
      (
        await owner.data<{
          mediaDetach: { userErrors: { code: string; field: string[]; message: string }[] };
        }>(DETACH, { entity: { type: 'product', id: product.id }, ids })
      ).mediaDetach;
    const onSale = async (pictures = 1) => {
      const media = await Promise.all(Array.from({ length: pictures }, () => picture()));
      return givenProduct(owner, {
        ...{ title: 'A vase', status: 'ACTIVE' },
        media: media.map((mediaId) => ({ mediaId })),
      });
    };
    const expectRefusal = async (
      attempt: () => Promise<{ readonly userErrors: readonly { code: string }[] }>,
    ) => {
      const before = await rowsOf(app.db, workspaceId);
      expect((await attempt()).userErrors.map(({ code }) => code)).toEqual(['MEDIA_REQUIRED']);
      expect(await rowsOf(app.db, workspaceId)).toEqual(before);
    };

    it('from the moment on at which it is put on sale', async () => {
      const unfinished = await picture({ status: MediaStatus.PENDING });
      const product = await givenProduct(owner, { title: 'A vase', media: [{ mediaId: unfinished }] });
      await expectRefusal(() => updateProduct(owner, product, { status: 'ACTIVE' }));
      const finished = [{ mediaId: await picture() }];
      const { product: active } = await updateProduct(owner, product, { status: 'ACTIVE', media: finished });
      expect(active).toMatchObject({ status: 'ACTIVE', version: 2 });
    });

    it('when media are replaced by none, or by what is not processed', async () => {
      const product = await onSale();
      await expectRefusal(() => updateProduct(owner, product, { media: [] }));
      const unfinished = [{ mediaId: await picture({ status: MediaStatus.PROCESSING }) }];
      await expectRefusal(() => updateProduct(owner, product, { media: unfinished }));
    });

    it('when its last picture is detached, and not before', async () => {
      const product = await onSale(2);
      const [first, second] = product.media.map(({ id }) => id);
      await expectRefusal(() => detach(product, [first, second]));
      expect((await detach(product, [first])).userErrors).toEqual([]);
      await expectRefusal(() => detach(product, [second]));
    });

    it('but gives up all of them with its place on sale', async () => {
      const product = await onSale();
      const { product: draft } = await updateProduct(owner, product, { status: 'DRAFT', media: [] });
      expect(draft).toMatchObject({ status: 'DRAFT', media: [] });
    });

    it('of two who take one of its two pictures each, one is refused', async () => {
      const product = await onSale(2);
      const answers = await Promise.all(product.media.map(({ id }) => detach(product, [id])));
      const codes = answers.map(({ userErrors }) => userErrors.map(({ code }) => code).join());
      expect(codes.sort()).toEqual(['', 'MEDIA_REQUIRED']);
    });
  });
});
