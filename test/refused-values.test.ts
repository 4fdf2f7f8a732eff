import { givenShop, type Shop } from './support/shop';
import { startTestApp, type TestApp } from './support/test-app';

const NUL = 'a\0b';
const LONE_SURROGATE = 'a\ud800b';

interface Saved {
  readonly saved: { readonly userErrors: readonly { readonly code: string }[] };
}

describe('values that PostgreSQL does not take', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'values');
  });
  afterAll(() => app.close());

  const rowsOf = async (table: 'product' | 'audit_log') =>
    (await app.db.query<{ count: string }>(`SELECT count(*) FROM ${table}`))[0]?.count;

  it.each([
    ['a search', 'query ($text: String!) { products(query: $text) { totalCount } }'],
    ['a brand', 'query ($text: String!) { products(filter: { brands: [$text] }) { nodes { id } } }'],
    ['a tag', 'query ($text: String!) { products(filter: { tags: [$text] }) { nodes { id } } }'],
    ['a slug', 'query ($text: String!) { product(slug: $text) { id } }'],
    ['a SKU', 'query ($text: String!) { productVariant(sku: $text) { id } }'],
    ['an action', 'query ($text: String!) { auditLog(filter: { action: $text }) { totalCount } }'],
    ['a kind', 'query ($text: String!) { auditLog(filter: { recordType: $text }) { nodes { id } } }'],
  ])('are the fault of whoever asks with them in %s', async (_, query) => {
    const { errors } = await shop.editor.ask(query, { text: NUL });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('are the fault of whoever made a cursor of them', async () => {
    const key = ['created', '2026-02-30 10:00:00+00', '00000000-0000-0000-0000-000000000001'];
    const after = Buffer.from(JSON.stringify(key)).toString('base64url');
    const { errors } = await shop.anonymous.ask(
      'query ($after: String) { products(after: $after) { nodes { id } } }',
      {
        after,
      },
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    ['NUL in a title', { title: NUL }],
    ['NUL in a tag', { tags: [NUL] }],
    ['NUL in attributes', { attributes: { care: NUL } }],
    ['half a surrogate pair in attributes', { attributes: { care: LONE_SURROGATE } }],
  ])('are refused in words in a product, which leaves nothing: %s', async (_, input) => {
    const before = [await rowsOf('product'), await rowsOf('audit_log')];
    const { data, errors } = await shop.editor.ask<Saved>(
      'mutation ($input: ProductInput!) { saved: productCreate(input: $input) { userErrors { code } } }',
      { input: { title: 'A vase', ...input } },
    );
    expect(errors).toBeUndefined();
    expect(data.saved.userErrors).toEqual([{ code: 'INVALID' }]);
    expect([await rowsOf('product'), await rowsOf('audit_log')]).toEqual(before);
  });

  it('keep nobody from being told that there is no such account', async () => {
    const { data, errors } = await shop.anonymous.ask<Saved>(
      'mutation ($input: LoginInput!) { saved: login(input: $input) { userErrors { code } } }',
      { input: { email: `${NUL}@example.com`, password: 'some password' } },
    );
    expect(errors).toBeUndefined();
    expect(data.saved.userErrors).toHaveLength(1);
  });
});
