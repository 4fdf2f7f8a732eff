import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createWorkspace } from '../../src/accounts';
import { composeApi } from '../../src/app';
import { cartsModule } from '../../src/carts';
import { MODULES } from '../../src/modules';
import { ordersModule } from '../../src/orders';
import { paymentsModule } from '../../src/payments';
import { givenWares } from '../orders/given-wares';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';

describe('an application that fills carts and takes no orders', () => {
  let app: TestApp;
  let visitor: TestClient;
  let workspaceId: string;

  beforeAll(async () => {
    app = await startTestApp({ modules: MODULES.filter((module) => module !== ordersModule) });
    const owner = { email: 'owner@example.com', password: 'a password of tests' };
    ({ workspaceId } = await createWorkspace(app.db.unitOfWork, { slug: 'window', name: 'Window', owner }));
    visitor = app.client('window');
  });
  afterAll(() => app.close());

  it('has carts, and nothing of orders and payments', async () => {
    const schema = buildClientSchema(await visitor.data<IntrospectionQuery>(getIntrospectionQuery()));
    const types = Object.keys(schema.getTypeMap());
    expect(types).toEqual(expect.arrayContaining(['Cart', 'CartLine', 'Product', 'ProductVariant']));
    expect(types.filter((name) => /^order|payment|fulfillment/i.test(name))).toEqual([]);
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (root) => Object.keys(root?.getFields() ?? {}),
    );
    expect(fields.filter((name) => name.startsWith('order'))).toEqual([]);
  });

  it('fills a cart', async () => {
    const { variants } = await givenWares(app.db, workspaceId, { cup: { price: '12.50', onHand: 3 } });
    const lines = [{ variantId: variants.cup, quantity: 2 }];
    const created = await visitor.data(
      `mutation ($lines: [CartLineInput!]) { cartCreate(lines: $lines) {
        cart { subtotal { amount } lines { available } } userErrors { code } } }`,
      { lines },
    );
    expect(created).toEqual({
      cartCreate: { cart: { subtotal: { amount: '25.00' }, lines: [{ available: true }] }, userErrors: [] },
    });
  });

  it.each([
    ['carts', [cartsModule]],
    ['carts, payments', [cartsModule, paymentsModule]],
  ])('cannot be put together with orders and without %s, and says so', (names, left) => {
    const modules = MODULES.filter((module) => !left.includes(module));
    expect(() => composeApi(app.platform, modules, () => app.url)).toThrow(
      `The module orders cannot do without ${names}: leave it out too.`,
    );
  });
});
