import { encodeId } from '../../src/platform/graphql/global-id';
import { givenProduct } from '../catalog/product-operations';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { givenCart } from './cart-operations';

const CART = `query ($id: ID!) { cart(id: $id) { id version itemCount subtotal { amount }
  lines { id quantity available unitPrice { amount } total { amount }
    variant { id sku title quantityAvailable product { title } image { url } } } } }`;

describe('a cart', () => {
  let app: TestApp;
  let shop: Shop;
  let variantIds: string[];
  const statements: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'shop');
    variantIds = [];
    for (let number = 1; number <= 10; number += 1) {
      const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, shop.id)) }];
      const variants = Array.from({ length: 5 }, (_, index) => ({
        ...{ sku: `${number}-${index}`, price: { amount: '1.00' }, onHand: 1 },
      }));
      const product = await givenProduct(shop.owner, {
        ...{ title: `Product ${number}`, status: 'ACTIVE' },
        ...{ media, variants },
      });
      variantIds.push(...product.variants.map(({ id }) => id));
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

  it.each([1, 50])('of %d lines is read by the same eight statements', async (lines) => {
    const { id } = await givenCart(
      shop.anonymous,
      variantIds.slice(0, lines).map((variantId) => ({ variantId, quantity: 1 })),
    );
    statements.length = 0;
    const { cart } = await shop.anonymous.data<{ cart: { lines: object[] } }>(CART, { id });
    expect(cart.lines).toHaveLength(lines);
    expect(cart.lines).toMatchObject(cart.lines.map(() => ({ available: true, variant: { image: {} } })));
    const tables = ['attachment', 'attachment', 'cart', 'cart_line', 'media'];
    expect(statements.map((sql) => /FROM (\w+)/.exec(sql)?.[1]).sort()).toEqual([
      ...tables,
      ...['product', 'product_variant', 'stock_level'],
    ]);
  });
});
