import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { discountsModule } from '../../src/discounts';
import { MODULES } from '../../src/modules';
import { ordersModule } from '../../src/orders';
import { encodeId } from '../../src/platform/graphql/global-id';
import { shippingModule } from '../../src/shipping';
import { taxesModule } from '../../src/taxes';
import { givenCart } from '../carts/cart-operations';
import { givenProduct } from '../catalog/product-operations';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';

/** Orders cannot do without them. */
const LEFT_OUT = [shippingModule, taxesModule, discountsModule, ordersModule];

describe('an application without shipping, taxes and discounts', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ modules: MODULES.filter((module) => !LEFT_OUT.includes(module)) });
  });
  afterAll(() => app.close());

  it('fills carts, and has nothing of what they cost to be sent', async () => {
    const { workspaceId, owner, visitor } = await givenOwner(app, 'stall');
    const schema = buildClientSchema(await visitor.data<IntrospectionQuery>(getIntrospectionQuery()));
    expect(Object.keys(schema.getTypeMap()).filter((name) => /shipping|tax|discount/i.test(name))).toEqual(
      [],
    );
    const roots = [schema.getQueryType(), schema.getMutationType()];
    const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect(fields.filter((name) => /shipping|tax|discount/i.test(name))).toEqual([]);

    const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, workspaceId)) }];
    const { variants } = await givenProduct(owner, {
      ...{ title: 'Vase', status: 'ACTIVE', media },
      variants: [{ sku: 'vase', price: { amount: '10' }, onHand: 3 }],
    });
    const cart = await givenCart(visitor, [{ variantId: variants[0]?.id ?? '', quantity: 2 }]);
    expect(cart.subtotal).toEqual({ amount: '20.00', currencyCode: 'EUR' });
  });
});
