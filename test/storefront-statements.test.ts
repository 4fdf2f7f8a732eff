import { givenMedia } from './support/factories';
import { encodeId } from '../src/platform/graphql/global-id';
import { givenShop, type Shop } from './support/shop';
import { startTestApp, type TestApp } from './support/test-app';

const LIST = `query ($first: Int) {
  products(first: $first) {
    nodes {
      id slug title status primaryImage { url alt } minPrice { amount } maxPrice { amount }
      media { position alt primary media { id ... on MediaImage { image { url(transform: { maxWidth: 300, maxHeight: 300, crop: COVER }) } } } }
      variants { id sku price { amount } availableForSale quantityAvailable product { id } }
    }
  }
}`;

describe('the list of a storefront', () => {
  let app: TestApp;
  let shop: Shop;
  const statements: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'statements');
    for (let number = 1; number <= 9; number += 1) {
      const media = encodeId('Media', await givenMedia(app.db, shop.id));
      await shop.owner.data(
        'mutation ($input: ProductInput!) { productCreate(input: $input) { product { id } } }',
        {
          input: {
            ...{ title: `Vase ${number}`, status: 'ACTIVE', media: [{ mediaId: media }] },
            variants: [
              { sku: `small-${number}`, price: { amount: '1.00' }, onHand: 3 },
              { sku: `large-${number}`, price: { amount: '2.00' } },
            ],
          },
        },
      );
    }
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

  it.each([1, 10])('asks the database five times for %d products', async (first) => {
    statements.length = 0;
    const { products } = await shop.anonymous.data<{ products: { nodes: object[] } }>(LIST, { first });
    expect(products.nodes).toHaveLength(first);
    const tables = ['attachment', 'media', 'product', 'product_variant', 'stock_level'];
    expect(statements.map((sql) => /FROM (\w+)/.exec(sql)?.[1]).sort()).toEqual(tables);
  });
});
