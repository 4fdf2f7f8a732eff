import { givenShop, type Shop } from './support/shop';
import { startTestApp, type TestApp } from './support/test-app';

describe('inputs of lists', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'lists');
  });
  afterAll(() => app.close());

  const codesOf = async (query: string, variables: object) =>
    (await shop.editor.ask(query, variables)).errors?.map(({ extensions }) => extensions.code);
  const texts = (count: number) => Array.from({ length: count }, (_, index) => `text ${index}`);

  it.each(['brands', 'tags', 'statuses'])(
    'are BAD_USER_INPUT where the %s of a filter are more than 250',
    async (name) => {
      const query = 'query ($filter: ProductFilterInput) { products(filter: $filter) { totalCount } }';
      const values = (count: number) =>
        name === 'statuses' ? texts(count).map(() => 'ACTIVE') : texts(count);
      expect(await codesOf(query, { filter: { [name]: values(251) } })).toEqual(['BAD_USER_INPUT']);
      expect(await codesOf(query, { filter: { [name]: values(250) } })).toBeUndefined();
    },
  );

  it.each(['srcset', 'pictureHtml'])(
    'are BAD_USER_INPUT where the widths of a %s are more than 250, and cost as many values as they are',
    async (field) => {
      const query = (fields: string) => `query ($slug: String!, $widths: [Int!]) {
        product(slug: $slug) { primaryImage { ${fields} } } }`;
      const widths = (count: number) => ({
        slug: shop.references.slug,
        widths: Array.from({ length: count }, (_, index) => 1 + index),
      });
      const aliased = (count: number) =>
        Array.from({ length: count }, (_, index) => `a${index}: ${field}(widths: $widths)`).join(' ');
      expect(await codesOf(query(aliased(1)), widths(251))).toEqual(['BAD_USER_INPUT']);
      expect(await codesOf(query(aliased(2)), widths(250))).toBeUndefined();
      expect(await codesOf(query(aliased(40)), widths(25_000))).toEqual(['QUERY_TOO_COMPLEX']);
    },
  );

  it('restrict nothing where a list of a filter is empty', async () => {
    const query = 'query ($filter: ProductFilterInput) { products(filter: $filter) { totalCount } }';
    for (const filter of [{}, { brands: [] }, { tags: [] }, { statuses: [] }]) {
      expect(await shop.editor.data(query, { filter })).toEqual({ products: { totalCount: 3 } });
    }
  });

  it('are BAD_USER_INPUT where a cursor is of another list, or none', async () => {
    const { product, productCursor, mediaCursor, usageCursor, media } = shop.references;
    const usages = `query ($media: ID!, $after: String) {
      node(id: $media) { ... on MediaImage { usages(after: $after) { nodes { role } } } } }`;
    for (const after of [productCursor, mediaCursor, product, 'none', '']) {
      expect(await codesOf(usages, { media, after })).toEqual(['BAD_USER_INPUT']);
    }
    expect(await codesOf(usages, { media, after: usageCursor })).toBeUndefined();
    for (const after of [mediaCursor.slice(1), usageCursor, 'none', '']) {
      const products = 'query ($after: String) { products(after: $after) { nodes { id } } }';
      expect(await codesOf(products, { after })).toEqual(['BAD_USER_INPUT']);
    }
  });
});
