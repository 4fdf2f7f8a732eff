import { givenMedia, givenUser, givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { Role } from '../platform/actor';
import { type Origin } from '../platform/unit-of-work/transaction';
import { deleteProduct } from './delete-product';
import { type ProductInput } from './product-input';
import { ProductStatus } from './product.entity';
import { createProduct, updateProduct } from './save-product';

interface Variant {
  readonly id: string;
  readonly sku: string;
  readonly price: string;
}

describe('saving a product', () => {
  let db: TestDatabase;
  let origin: Origin;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    const { id: workspaceId } = await givenWorkspace(db);
    origin = { workspaceId, actor: await givenUser(db, workspaceId, Role.ADMIN) };
  });

  const create = (input: ProductInput) => db.unitOfWork.run(origin, (tx) => createProduct(tx, input, 'EUR'));
  const update = (id: string, version: number, input: ProductInput) =>
    db.unitOfWork.run(origin, (tx) => updateProduct(tx, id, version, input, 'EUR'));
  const variantsOf = (productId: string) =>
    db.query<Variant>(
      'SELECT id, sku, price FROM product_variant WHERE product_id = $1 ORDER BY position',
      productId,
    );
  const slugs = async () =>
    (
      await db.query<{ slug: string }>(
        'SELECT slug FROM product WHERE workspace_id = $1 ORDER BY length(slug), slug',
        origin.workspaceId,
      )
    ).map(({ slug }) => slug);
  const audits = (action: string) =>
    db.query<{ before: object; after: object }>(
      'SELECT before, after FROM audit_log WHERE workspace_id = $1 AND action = $2 ORDER BY id',
      origin.workspaceId,
      action,
    );
  const faultsOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => (error as { faults?: unknown }).faults ?? error,
    );
  const noMedia = '00000000-0000-0000-0000-000000000000';

  it('names the item of the list of media that is at fault by its place in the input', async () => {
    expect(await faultsOf(create({ title: 'A vase', media: [{ mediaId: noMedia }] }))).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'media', '0', 'mediaId'] },
    ]);
  });

  it('takes an object for attributes, and nothing else', async () => {
    for (const attributes of ['glass', 7, true, ['glass'], false, 0, '']) {
      const input = { title: 'A vase', attributes } as unknown as ProductInput;
      expect(await faultsOf(create(input))).toMatchObject([
        { code: 'INVALID', field: ['input', 'attributes'] },
      ]);
    }
    await create({ title: 'A vase', attributes: {} });
    await create({ title: 'A vase', attributes: null });
  });

  it('bounds the texts of options', async () => {
    const options = [{ name: 'colour', value: 'x'.repeat(256) }];
    const input = { title: 'A vase', variants: [{ sku: 'vase', price: { amount: '1' }, options }] };
    expect(await faultsOf(create(input))).toMatchObject([
      { code: 'INVALID', field: ['input', 'variants', '0', 'options', '0', 'value'] },
    ]);
  });

  it('makes slugs that may be sent back, also from the longest titles', async () => {
    const title = 'v'.repeat(150);
    await create({ title });
    await create({ title });
    const made = await slugs();
    expect(made.map((slug) => slug.length)).toEqual([90, 92]);
    const [{ id } = { id: '' }] = await db.query<{ id: string }>(
      'SELECT id FROM product WHERE slug = $1',
      made[1],
    );
    await update(id, 1, { slug: made[1] ?? '' });
  });

  it('gives products of one title different slugs, also when they are made in the same moment', async () => {
    await Promise.all(Array.from({ length: 8 }, () => create({ title: 'A vase' })));
    expect(await slugs()).toEqual(['a-vase', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `a-vase-${number}`)]);
  });

  it('refuses a variant that is named twice, and changes nothing', async () => {
    const id = await create({ title: 'A vase', variants: [{ sku: 'vase', price: { amount: '1.00' } }] });
    const [variant] = await variantsOf(id);
    const change = { id: variant?.id ?? '', price: { amount: '2.00' } };
    expect(
      await faultsOf(update(id, 1, { variants: [change, { ...change, price: { amount: '3.00' } }] })),
    ).toMatchObject([{ code: 'INVALID', field: ['input', 'variants', '1', 'id'] }]);
    expect(await variantsOf(id)).toEqual([variant]);
  });

  it('logs what variants were before they were changed or removed', async () => {
    const id = await create({
      title: 'A vase',
      variants: [
        { sku: 'small', price: { amount: '1.00' } },
        { sku: 'large', price: { amount: '2.00' } },
        { sku: 'other', price: { amount: '3.00' } },
      ],
    });
    const [small, large] = await variantsOf(id);
    await update(id, 1, {
      variants: [{ id: small?.id ?? '', price: { amount: '1.50' } }],
      variantsRemove: [large?.id ?? ''],
    });
    expect(await audits('product.update')).toMatchObject([
      {
        before: {
          variants: [
            { id: small?.id, sku: 'small', price: 100 },
            { id: large?.id, sku: 'large', price: 200 },
          ],
        },
      },
    ]);
  });

  it('logs what a deleted product had', async () => {
    const media = await givenMedia(db, origin.workspaceId);
    const id = await create({
      title: 'A vase',
      status: ProductStatus.ACTIVE,
      media: [{ mediaId: media }],
      variants: [{ sku: 'vase', price: { amount: '1.00' } }],
    });
    await db.unitOfWork.run(origin, (tx) => deleteProduct(tx, id, 1));
    expect(await audits('product.delete')).toMatchObject([
      { before: { product: { title: 'A vase' }, variants: [{ sku: 'vase' }], mediaIds: [media] } },
    ]);
  });
});
