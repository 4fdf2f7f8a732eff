import { randomUUID } from 'node:crypto';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createWorkspace } from '../../src/accounts';
import { cartsModule } from '../../src/carts';
import { MODULES } from '../../src/modules';
import { ordersModule } from '../../src/orders';
import { encodeId } from '../../src/platform/graphql/global-id';
import { startTestApp, type TestApp } from '../support/test-app';
import { TestClient } from '../support/test-client';

describe('an application that sells without carts', () => {
  const account = { email: 'owner@example.com', password: 'a password of tests' };
  let app: TestApp;
  let visitor: TestClient;

  beforeAll(async () => {
    app = await startTestApp({
      modules: MODULES.filter((module) => module !== cartsModule && module !== ordersModule),
    });
    await createWorkspace(app.db.unitOfWork, { slug: 'shelf', name: 'The Shelf', owner: account });
    visitor = app.client('shelf');
  });
  afterAll(() => app.close());

  it('has a catalog, and nothing of carts', async () => {
    const schema = buildClientSchema(await visitor.data<IntrospectionQuery>(getIntrospectionQuery()));
    const types = Object.keys(schema.getTypeMap());
    expect(types).toEqual(expect.arrayContaining(['Product', 'ProductVariant', 'StockLevel', 'User']));
    expect(types.filter((name) => /cart|^order/i.test(name))).toEqual([]);
    const queries = Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(queries.filter((name) => /shipping/i.test(name))).toEqual(['allShippingMethods']);
  });

  it('signs in who comes with the id of a cart, which is ignored', async () => {
    const { login } = await visitor.data<{ login: { accessToken: string } }>(
      'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      { input: { ...account, cartId: encodeId('Cart', randomUUID()) } },
    );
    const owner = new TestClient(app.url, 'shelf', login.accessToken);
    expect(await owner.data('{ me { email } }')).toEqual({ me: { email: account.email } });
  });
});
