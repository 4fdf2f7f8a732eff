import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { createProduct, faultsOf, givenProduct } from './product-operations';

describe('prices', () => {
  let app: TestApp;
  const shops: Record<string, { workspaceId: string; owner: TestClient }> = {};
  let skus = 0;

  beforeAll(async () => {
    app = await startTestApp();
    for (const currency of ['EUR', 'JPY', 'KWD']) {
      shops[currency] = await givenOwner(app, currency.toLowerCase(), currency);
    }
  });
  afterAll(() => app.close());

  const shopOf = (currency: string) => {
    const shop = shops[currency];
    if (!shop) throw new Error(`There is no shop that sells for ${currency}.`);
    return shop;
  };
  const productOf = (...amounts: unknown[]) => ({
    title: 'A vase',
    variants: amounts.map((amount) => ({ sku: `sku-${(skus += 1)}`, price: { amount } })),
  });

  it.each([
    ['EUR', '0', '0.00', 0],
    ['EUR', '0.1', '0.10', 10],
    ['EUR', '0.07', '0.07', 7],
    ['EUR', '1.15', '1.15', 115],
    ['EUR', '4.35', '4.35', 435],
    ['EUR', '1.500', '1.50', 150],
    ['EUR', '007', '7.00', 700],
    ['EUR', '90071992.54', '90071992.54', 9007199254],
    ['EUR', '10000000000', '10000000000.00', 1_000_000_000_000],
    ['EUR', 19.9, '19.90', 1990],
    ['JPY', '1500', '1500', 1500],
    ['JPY', '1500.0', '1500', 1500],
    ['KWD', '1.005', '1.005', 1005],
  ])('in %s of %p are %s, and %d in the database', async (currency, amount, shown, stored) => {
    const { owner } = shopOf(currency);
    const product = await givenProduct(owner, productOf(amount));
    const answer = await owner.data(
      'query ($id: ID!) { product(id: $id) { minPrice { amount currencyCode } variants { price { amount currencyCode } } } }',
      { id: product.id },
    );
    const money = { amount: shown, currencyCode: currency };
    expect(answer).toEqual({ product: { minPrice: money, variants: [{ price: money }] } });
    const rows = await app.db.query('SELECT price::text FROM product_variant WHERE sku = $1', `sku-${skus}`);
    expect(rows).toEqual([{ price: String(stored) }]);
  });

  it('of many variants are summed up by the lowest and the highest, compared as numbers', async () => {
    const { owner } = shopOf('EUR');
    const product = await givenProduct(owner, productOf('9.99', '100', '20.5'));
    const answer = await owner.data(
      'query ($id: ID!) { product(id: $id) { minPrice { amount } maxPrice { amount } } }',
      { id: product.id },
    );
    expect(answer).toEqual({ product: { minPrice: { amount: '9.99' }, maxPrice: { amount: '100.00' } } });
    const without = await givenProduct(owner, { title: 'nothing' });
    expect(
      await owner.data('query ($id: ID!) { product(id: $id) { minPrice { amount } maxPrice { amount } } }', {
        id: without.id,
      }),
    ).toEqual({ product: { minPrice: null, maxPrice: null } });
  });

  it.each([
    ['EUR', '1.005', 'price'],
    ['EUR', '-0.01', 'price'],
    ['EUR', '10000000000.01', 'price'],
    ['JPY', '1.5', 'price'],
    ['KWD', '1.0005', 'price'],
    ['EUR', '1.005', 'compareAtPrice'],
    ['EUR', '-1', 'costPrice'],
  ])('in %s of %s are refused as %s, and leave nothing', async (currency, amount, name) => {
    const { owner, workspaceId } = shopOf(currency);
    const before = await rowsOf(app.db, workspaceId);
    const input = productOf('1');
    const [variant] = input.variants;
    const answer = await createProduct(owner, { ...input, variants: [{ ...variant, [name]: { amount } }] });
    expect([answer.product, faultsOf(answer)]).toEqual([null, [`INVALID input.variants.0.${name}.amount`]]);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it('in another currency than the workspace’s are refused', async () => {
    const input = productOf('1');
    const variants = [{ ...input.variants[0], price: { amount: '1', currencyCode: 'USD' } }];
    const answer = await createProduct(shopOf('EUR').owner, { ...input, variants });
    expect(faultsOf(answer)).toEqual(['INVALID input.variants.0.price.currencyCode']);
  });

  it.each(['1e3', '1,50', 'NaN', '', ' 1', '+1', '0x10', 0.1 + 0.2, true, null])(
    'are decimal numbers, and %p is none',
    async (amount) => {
      const query = 'mutation ($input: ProductInput!) { productCreate(input: $input) { product { id } } }';
      expect(await shopOf('EUR').owner.ask(query, { input: productOf(amount) })).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    },
  );
});
