import { MediaStatus } from '../../src/media';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { createProduct, faultsOf } from './product-operations';

describe('the input of a product', () => {
  let app: TestApp;
  let workspaceId: string;
  let owner: TestClient;

  beforeAll(async () => {
    app = await startTestApp();
    ({ workspaceId, owner } = await givenOwner(app, 'shop'));
  });
  afterAll(() => app.close());

  const price = { amount: '1' };
  const variant = (input: object) => ({
    title: 'A vase',
    variants: [
      { sku: 'ok', price },
      { sku: 'V', price, ...input },
    ],
  });
  const at = 'input.variants.1';

  it.each<[string, object, string[]]>([
    ['no title', {}, ['INVALID input.title']],
    ['an empty title', { title: '  ' }, ['INVALID input.title']],
    ['a title that is too long', { title: 'x'.repeat(256) }, ['INVALID input.title']],
    [
      'several faults, all at once',
      { title: null, slug: 'A', brand: 'x'.repeat(101), tags: ['x'.repeat(101)], featured: null },
      [
        'INVALID input.title',
        'INVALID input.brand',
        'INVALID input.slug',
        'INVALID input.tags',
        'INVALID input.featured',
      ],
    ],
    ['attributes that are no object', { title: 'A vase', attributes: [1] }, ['INVALID input.attributes']],
    ['a variant without SKU', variant({ sku: undefined }), [`INVALID ${at}.sku`]],
    ['a variant with an empty SKU', variant({ sku: ' ' }), [`INVALID ${at}.sku`]],
    ['a variant without price', variant({ price: undefined }), [`INVALID ${at}.price`]],
    ['a variant whose price is null', variant({ price: null }), [`INVALID ${at}.price`]],
    ['a negative weight', variant({ weight: -1 }), [`INVALID ${at}.weight`]],
    ['stock below 0', variant({ onHand: -1 }), [`INVALID ${at}.onHand`]],
    ['a least level below 0', variant({ minLevel: -1 }), [`INVALID ${at}.minLevel`]],
    [
      'more than ten options',
      variant({ options: new Array(11).fill({ name: 'a', value: 'b' }) }),
      [`LIMIT_EXCEEDED ${at}.options`],
    ],
    [
      'a variant that is not there',
      variant({ id: encodeId('ProductVariant', '0'.repeat(8) + '-0000-0000-0000-000000000001') }),
      [`NOT_FOUND ${at}.id`],
    ],
    ['variants to remove', { title: 'A vase', variantsRemove: ['x'] }, ['INVALID input.variantsRemove']],
    [
      'media that are not there',
      { title: 'A vase', media: [{ mediaId: 'x' }] },
      ['NOT_FOUND input.media.0.mediaId'],
    ],
    ['ACTIVE without an image', { title: 'A vase', status: 'ACTIVE' }, ['MEDIA_REQUIRED input.media']],
  ])('refuses %s by the path to it, and leaves nothing', async (_, input, faults) => {
    const before = await rowsOf(app.db, workspaceId);
    const answer = await createProduct(owner, input);
    expect([answer.product, faultsOf(answer).sort()]).toEqual([null, faults.sort()]);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it.each(['PENDING', 'PROCESSING', 'FAILED'] as const)(
    'ACTIVE needs an image that is not %s',
    async (status) => {
      const media = [
        {
          mediaId: encodeId('Media', await givenMedia(app.db, workspaceId, { status: MediaStatus[status] })),
        },
      ];
      const before = await rowsOf(app.db, workspaceId);
      const answer = await createProduct(owner, { title: 'A vase', status: 'ACTIVE', media });
      expect(answer.product).toBeNull();
      expect(answer.userErrors).toMatchObject([{ code: status === 'FAILED' ? 'INVALID' : 'MEDIA_REQUIRED' }]);
      expect(await rowsOf(app.db, workspaceId)).toEqual(before);
    },
  );

  it.each([
    ['variants', { variants: new Array(251).fill({ sku: 'x', price }) }],
    ['media', { media: new Array(251).fill({ mediaId: 'x' }) }],
    ['variantsRemove', { variantsRemove: new Array(251).fill('x') }],
    ['tags', { tags: new Array(251).fill('x') }],
  ])('more than 250 %s are BAD_USER_INPUT', async (_, input) => {
    const query = 'mutation ($input: ProductInput!) { productCreate(input: $input) { product { id } } }';
    expect(await owner.ask(query, { input: { title: 'A vase', ...input } })).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it.each([
    ['a title', { title: 'a\0b' }],
    ['a tag', { title: 'A vase', tags: ['a\0b'] }],
    ['an attribute', { title: 'A vase', attributes: { a: 'a\0b' } }],
    ['an attribute’s name', { title: 'A vase', attributes: { 'a\0b': 1 } }],
    ['half a character in an attribute', { title: 'A vase', attributes: { a: 'a\ud800' } }],
    ['half a character in a title', { title: 'a\ud800' }],
    ['a SKU', variant({ sku: 'a\0b' })],
    ['an option', variant({ options: [{ name: 'a\0b', value: 'c' }] })],
  ])(
    'what no text of the database can hold is refused or left out, never an error of ours: %s',
    async (_, input) => {
      const query = `mutation ($input: ProductInput!) { productCreate(input: $input) { userErrors { code } } }`;
      const { data, errors } = await owner.ask<{ productCreate: { userErrors: { code: string }[] } }>(query, {
        input,
      });
      expect(errors).toBeUndefined();
      expect([[], ['INVALID']]).toContainEqual(data.productCreate.userErrors.map(({ code }) => code));
    },
  );
});
