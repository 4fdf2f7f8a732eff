import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { deleteProduct, faultsOf, givenProduct, type ShownProduct } from './product-operations';

describe('productDelete', () => {
  let app: TestApp;
  let workspaceId: string;
  let owner: TestClient;

  beforeEach(async () => {
    app = await startTestApp();
    ({ workspaceId, owner } = await givenOwner(app, 'shop'));
  });
  afterEach(() => app.close());

  /** On sale, with media at itself and at a variant, and stock. */
  async function fullProduct(name: string): Promise<ShownProduct> {
    const mediaId = encodeId('Media', await givenMedia(app.db, workspaceId));
    const product = await givenProduct(owner, {
      ...{ title: name, status: 'ACTIVE', media: [{ mediaId }] },
      variants: [
        { sku: `${name}-1`, price: { amount: '1' }, onHand: 5 },
        { sku: `${name}-2`, price: { amount: '2' }, onHand: 0 },
      ],
    });
    await owner.data(
      `mutation ($id: ID!, $mediaId: ID!) {
        mediaAttach(entity: { type: "variant", id: $id }, items: [{ mediaId: $mediaId }]) { userErrors { code } } }`,
      { id: product.variants[0]?.id, mediaId },
    );
    return { ...product, version: product.version + 1 };
  }

  it('takes the product, its variants, their stock and all attachments in one commit, and no library item', async () => {
    const [product, other] = [await fullProduct('vase'), await fullProduct('bowl')];
    const before = await rowsOf(app.db, workspaceId);
    expect(await deleteProduct(owner, product)).toEqual({ deletedId: product.id, userErrors: [] });
    const after = await rowsOf(app.db, workspaceId);

    const productId = decodeId('Product', product.id);
    const counts = Object.fromEntries(Object.entries(after).map(([table, rows]) => [table, rows.length]));
    expect(counts).toMatchObject({
      ...{ product: 1, product_variant: 2, stock_level: 2, attachment: 2 },
      ...{ media: before.media?.length, content: before.content?.length, stock_movement: 3 },
      ...{
        audit_log: (before.audit_log?.length ?? 0) + 1,
        outbox_event: (before.outbox_event?.length ?? 0) + 1,
      },
    });
    expect(after.product).toMatchObject([{ id: decodeId('Product', other.id), version: 2 }]);
    expect([after.media, after.content]).toEqual([before.media, before.content]);
    const audits = await app.db.query(
      `SELECT subject_type, subject_id, before -> 'product' ->> 'title' AS title,
              jsonb_array_length(before -> 'variants') AS variants
       FROM audit_log WHERE workspace_id = $1 AND action = 'product.delete'`,
      workspaceId,
    );
    expect(audits).toEqual([{ subject_type: 'product', subject_id: productId, title: 'vase', variants: 2 }]);
    const events = await app.db.query(
      `SELECT name FROM outbox_event WHERE workspace_id = $1 AND payload ->> 'kind' = 'DELETED' AND payload ->> 'productId' = $2`,
      workspaceId,
      productId,
    );
    expect(events).toEqual([{ name: 'product.changed' }]);
  });

  it('leaves a ledger that sums to what is on hand: to 0 for what is gone', async () => {
    const [product] = [await fullProduct('vase'), await fullProduct('bowl')];
    await deleteProduct(owner, product);
    const sums = await app.db.query<{ sum: number; on_hand: number | null }>(
      `SELECT sum(m.delta)::integer AS sum, s.on_hand FROM stock_movement m
       LEFT JOIN stock_level s ON s.workspace_id = m.workspace_id AND s.variant_id = m.variant_id
       WHERE m.workspace_id = $1 GROUP BY m.variant_id, s.on_hand ORDER BY s.on_hand`,
      workspaceId,
    );
    expect(sums).toEqual([
      { sum: 5, on_hand: 5 },
      { sum: 0, on_hand: null },
    ]);
    expect((await rowsOf(app.db, workspaceId)).stock_movement).toContainEqual(
      expect.objectContaining({ delta: -5, on_hand: 0, reason: 'variant deleted' }),
    );
  });

  it('lets its media be seen in the storefront no more, and its slug and SKUs be used again', async () => {
    const product = await fullProduct('vase');
    const media = product.media[0]?.media.id;
    const visible = async () =>
      (
        await app
          .client('shop')
          .data<{ node: object | null }>('query ($id: ID!) { node(id: $id) { id } }', { id: media })
      ).node;
    expect(await visible()).toEqual({ id: media });
    await deleteProduct(owner, product);
    expect(await visible()).toBeNull();
    const { slug, variants } = await fullProduct('vase');
    expect([slug, variants.map(({ sku }) => sku)]).toEqual(['vase', ['vase-1', 'vase-2']]);
  });

  it('with a stale version is a CONFLICT and changes nothing, of what is gone NOT_FOUND', async () => {
    const product = await fullProduct('vase');
    const before = await rowsOf(app.db, workspaceId);
    const stale = await deleteProduct(owner, { id: product.id, version: 1 });
    expect([stale.deletedId, faultsOf(stale)]).toEqual([null, ['CONFLICT version']]);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);

    const answers = await Promise.all([1, 2, 3].map(() => deleteProduct(owner, product)));
    expect(answers.map(faultsOf).map(String).sort()).toEqual(['', 'NOT_FOUND id', 'NOT_FOUND id']);
  });
});
