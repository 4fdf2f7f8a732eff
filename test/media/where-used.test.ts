import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia, givenProduct } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';

interface Usages {
  readonly nodes: readonly { role: string; entity: { type: string; id: string; label: string | null } }[];
  readonly totalCount: number;
  readonly pageInfo: { endCursor: string; hasNextPage: boolean };
}

const NODES = `query ($ids: [ID!]!, $first: Int, $after: String) {
  nodes(ids: $ids) { ... on MediaImage { usages(first: $first, after: $after) {
    nodes { role entity { type id label } } totalCount pageInfo { endCursor hasNextPage } } } } }`;

describe('where library items are used', () => {
  let app: TestApp;
  let shop: Shop;
  /** Two items that all products have in their gallery, in the order of these. */
  let media: string[];
  let products: string[];
  const statements: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'used');
    media = [];
    for (let count = 0; count < 2; count += 1)
      media.push(encodeId('Media', await givenMedia(app.db, shop.id)));
    products = [];
    for (let count = 0; count < 5; count += 1) {
      const product = await givenProduct(app.db, shop.id, { title: `Vase ${count}` });
      products.push(encodeId('Product', product));
      await attach('product', products[count] ?? '', 'gallery');
    }
    await attach('category', shop.references.subcategory, 'image', media.slice(0, 1));
    const { database } = app.platform;
    const workspace = database.workspace.bind(database);
    database.workspace = (id) => {
      const db = workspace(id);
      return {
        ...db,
        rows: (sql, ...params) => {
          statements.push(sql);
          return db.rows(sql, ...params);
        },
      };
    };
  });
  afterAll(() => app.close());

  async function attach(type: string, id: string, role: string, items = media): Promise<void> {
    const { mediaAttach } = await shop.editor.data<{ mediaAttach: { userErrors: object[] } }>(
      `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
        mediaAttach(entity: $entity, items: $items) { userErrors { code message } } }`,
      { entity: { type, id }, items: items.map((mediaId) => ({ mediaId, role })) },
    );
    expect(mediaAttach.userErrors).toEqual([]);
  }

  const usagesOf = async (ids: readonly string[], page: { first?: number; after?: string } = {}) =>
    (await shop.editor.data<{ nodes: { usages: Usages }[] }>(NODES, { ids, ...page })).nodes.map(
      ({ usages }) => usages,
    );
  const inVase = (index: number) => ({
    role: 'gallery',
    entity: { type: 'product', id: products[index], label: `Vase ${index}` },
  });
  const inCategory = () => ({
    role: 'image',
    entity: { type: 'category', id: shop.references.subcategory, label: 'used within' },
  });

  it('is told by pages, oldest use first, with what each place is called', async () => {
    const [first, other] = await usagesOf(media, { first: 3 });
    expect(first).toMatchObject({
      nodes: [inVase(0), inVase(1), inVase(2)],
      totalCount: 6,
      pageInfo: { hasNextPage: true },
    });
    expect(other).toMatchObject({ nodes: [inVase(0), inVase(1), inVase(2)], totalCount: 5 });
    const [rest] = await usagesOf(media.slice(0, 1), { first: 3, after: first?.pageInfo.endCursor ?? '' });
    expect(rest).toMatchObject({
      nodes: [inVase(3), inVase(4), inCategory()],
      totalCount: 6,
      pageInfo: { hasNextPage: false },
    });
  });

  it('is told of two pages of one item beside each other', async () => {
    const { node } = await shop.editor.data<{ node: Record<string, Usages> }>(
      `query ($id: ID!) { node(id: $id) { ... on MediaImage {
        short: usages(first: 1) { nodes { role } } long: usages(first: 4) { nodes { role } } } } }`,
      { id: media[0] },
    );
    expect([node.short?.nodes.length, node.long?.nodes.length]).toEqual([1, 4]);
  });

  it.each([1, 2])('is asked of the database once for %i items, whatever they are used by', async (count) => {
    statements.length = 0;
    await usagesOf(media.slice(0, count), { first: 10 });
    const tables = statements.map((sql) => /FROM (\w+)/.exec(sql)?.[1]).sort();
    expect(tables).toEqual(['attachment', 'category', 'media', 'product', 'unnest']);
  });
});
