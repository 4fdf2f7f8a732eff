import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenCart, type NewLine } from '../carts/cart-operations';
import { faultsOf, givenProduct } from '../catalog/product-operations';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import {
  createSetting,
  deleteSetting,
  givenSetting,
  nodeOf,
  type ShownSetting,
  updateSetting,
} from './setting-operations';

const METHOD = 'ShippingMethod';

let app: TestApp;
let shop: Shop;
beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
});
afterAll(() => app.close());
beforeEach(() => app.db.query('DELETE FROM shipping_method WHERE workspace_id = $1', shop.id));

const given = (title: string, input: object = {}): Promise<ShownSetting> =>
  givenSetting(shop.admin, METHOD, { title, price: { amount: '4.90' }, ...input });
const all = async () => {
  const { allShippingMethods } = await shop.admin.data<{ allShippingMethods: { title: string }[] }>(
    '{ allShippingMethods { title } }',
  );
  return allShippingMethods.map(({ title }) => title);
};
const audited = (id: string) =>
  app.db.query(
    'SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id',
    decodeId(METHOD, id),
  );

describe('a shipping method', () => {
  it('is created with all that there is to say, after the last one', async () => {
    await given('Parcel');
    const { setting, userErrors } = await createSetting(shop.admin, METHOD, {
      ...{ title: '  Express ', price: { amount: '12.5', currencyCode: 'EUR' } },
      ...{ countries: ['de', ' AT ', 'DE'] },
      ...{ minimumSubtotal: { amount: '20' }, maximumSubtotal: { amount: '500.00' } },
    });
    expect(userErrors).toEqual([]);
    expect(setting).toEqual({
      ...{ id: expect.any(String) as string, title: 'Express', countries: ['DE', 'AT'] },
      price: { amount: '12.50', currencyCode: 'EUR' },
      ...{ minimumSubtotal: { amount: '20.00' }, maximumSubtotal: { amount: '500.00' } },
      ...{ position: 1, version: 1 },
    });
    expect(await nodeOf(shop.admin, METHOD, setting?.id ?? '')).toEqual(setting);
    expect(await audited(setting?.id ?? '')).toEqual([
      {
        ...{ action: 'shippingMethod.create', before: null },
        after: {
          ...{ title: 'Express', price: 1250, countries: ['DE', 'AT'], position: 1 },
          ...{ minimumSubtotal: 2000, maximumSubtotal: 50000 },
        },
      },
    ]);
  });

  it('keeps what is left out, clears what is null, and says what it was', async () => {
    const method = await given('Parcel', { countries: ['DE'], maximumSubtotal: { amount: '50' } });
    const { setting } = await updateSetting(shop.admin, METHOD, method, {
      ...{ price: { amount: '0' }, countries: null, maximumSubtotal: null, position: 7 },
    });
    expect(setting).toEqual({
      ...method,
      ...{ price: { amount: '0.00', currencyCode: 'EUR' }, countries: [], maximumSubtotal: null },
      ...{ position: 7, version: 2 },
    });
    expect((await audited(method.id))[1]).toEqual({
      action: 'shippingMethod.update',
      before: { price: 490, countries: ['DE'], maximumSubtotal: 5000, position: 0 },
      after: { price: 0, countries: [], maximumSubtotal: null, position: 7 },
    });
  });

  it('is deleted once', async () => {
    const method = await given('Parcel');
    expect(await deleteSetting(shop.admin, METHOD, method)).toEqual({ deletedId: method.id, userErrors: [] });
    expect(await all()).toEqual([]);
    expect(await nodeOf(shop.admin, METHOD, method.id)).toBeNull();
    expect(faultsOf(await deleteSetting(shop.admin, METHOD, method))).toEqual(['NOT_FOUND id']);
    expect((await audited(method.id)).slice(1)).toMatchObject([
      { action: 'shippingMethod.delete', before: { title: 'Parcel', price: 490 }, after: null },
    ]);
  });

  it('is shown in the order of positions, and to buyers without what is for admins alone', async () => {
    await given('Second');
    await given('Third', { position: 8 });
    const first = await given('First', { position: 0, countries: ['FR'], minimumSubtotal: { amount: '1' } });
    await given('Fourth');
    expect(await all()).toEqual(['Second', 'First', 'Third', 'Fourth']);
    for (const client of [shop.anonymous, shop.customer, shop.editor]) {
      expect(await nodeOf(client, METHOD, first.id)).toEqual({
        ...{ id: first.id, title: 'First', price: { amount: '4.90', currencyCode: 'EUR' } },
        ...{ countries: null, minimumSubtotal: null, maximumSubtotal: null, position: null, version: null },
      });
    }
  });

  it.each([
    [{}, ['INVALID input.title']],
    [{ title: 'A' }, ['INVALID input.price']],
    [{ title: ' ', price: { amount: '1' } }, ['INVALID input.title']],
    [{ title: 'A', price: null }, ['INVALID input.price']],
    [
      {
        ...{ title: 'x'.repeat(256), price: { amount: '1.234' }, countries: ['DE', 'XX'] },
        ...{ minimumSubtotal: { amount: '-1' }, maximumSubtotal: { amount: '1', currencyCode: 'USD' } },
        position: -1,
      },
      [
        'INVALID input.title',
        'INVALID input.price.amount',
        'INVALID input.countries.1',
        'INVALID input.minimumSubtotal.amount',
        'INVALID input.maximumSubtotal.currencyCode',
        'INVALID input.position',
      ],
    ],
    [{ title: 'A', price: { amount: '1' }, position: null }, ['INVALID input.position']],
    [
      {
        ...{ title: 'A', price: { amount: '1' } },
        ...{ minimumSubtotal: { amount: '2' }, maximumSubtotal: { amount: '1.99' } },
      },
      ['INVALID input.maximumSubtotal'],
    ],
    [{ title: 'a\0b', price: { amount: '1' } }, ['INVALID -']],
  ])('%j is refused, and nothing is left of it', async (input, faults) => {
    const before = await rowsOf(app.db, shop.id);
    const answer = await createSetting(shop.admin, METHOD, input);
    expect([answer.setting, faultsOf(answer)]).toEqual([null, faults]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('cannot be changed to what no subtotal is within', async () => {
    const method = await given('Parcel', { maximumSubtotal: { amount: '20' } });
    const before = await rowsOf(app.db, shop.id);
    const answer = await updateSetting(shop.admin, METHOD, method, { minimumSubtotal: { amount: '20.01' } });
    expect([answer.setting, faultsOf(answer)]).toEqual([null, ['INVALID input.maximumSubtotal']]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('cannot go to more countries than a list may hold', async () => {
    const { errors } = await shop.admin.ask(
      'mutation ($input: ShippingMethodInput!) { shippingMethodCreate(input: $input) { userErrors { code } } }',
      { input: { title: 'A', price: { amount: '1' }, countries: Array<string>(251).fill('DE') } },
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('of a stale version changes nothing, and is shown as it is', async () => {
    const method = await given('Parcel');
    const { setting: changed } = await updateSetting(shop.admin, METHOD, method, { title: 'Letter' });
    const before = await rowsOf(app.db, shop.id);
    const late = await updateSetting(shop.admin, METHOD, method, { title: 'Pigeon' });
    expect([late.setting, faultsOf(late)]).toEqual([changed, ['CONFLICT version']]);
    expect(faultsOf(await deleteSetting(shop.admin, METHOD, method))).toEqual(['CONFLICT version']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('is one of at most 100, however many come at once', async () => {
    await app.db.query(
      `INSERT INTO shipping_method (workspace_id, id, title, price, position)
       SELECT $1, uuidv7(), 'Method ' || n, 0, n FROM generate_series(1, 97) n`,
      shop.id,
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        createSetting(shop.admin, METHOD, { title: `Late ${n}`, price: { amount: '1' } }),
      ),
    );
    expect(answers.map((answer) => faultsOf(answer).join()).sort()).toEqual([
      ...['', '', ''],
      ...['LIMIT_EXCEEDED -', 'LIMIT_EXCEEDED -', 'LIMIT_EXCEEDED -'],
    ]);
    expect(answers.flatMap(({ setting }) => (setting ? [String(setting.position)] : [])).sort()).toEqual([
      ...['100', '98', '99'],
    ]);
    expect(await all()).toHaveLength(100);
  });
});

describe('the methods for a cart', () => {
  let [vase, manual] = ['', ''];
  beforeAll(async () => {
    const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, shop.id)) }];
    const variantOf = async (title: string, price: string, rest: object = {}) => {
      const { variants } = await givenProduct(shop.owner, {
        ...{ title, status: 'ACTIVE', media, ...rest },
        variants: [{ sku: title, price: { amount: price }, onHand: 9 }],
      });
      return variants[0]?.id ?? '';
    };
    vase = await variantOf('Vase', '20.00');
    manual = await variantOf('Manual', '15.00', { digital: true });
  });
  beforeEach(async () => {
    await given('Parcel', { countries: ['DE', 'AT'], maximumSubtotal: { amount: '39.99' } });
    await given('Free parcel', {
      countries: ['DE'],
      price: { amount: '0' },
      minimumSubtotal: { amount: '40' },
    });
    await given('World', { price: { amount: '19' } });
  });
  afterEach(() => app.db.query('DELETE FROM cart WHERE workspace_id = $1', shop.id));

  const methodsFor = async (
    cartId: string,
    countryCode?: string | null,
    client: TestClient = shop.anonymous,
  ) => {
    const { shippingMethods } = await client.data<{
      shippingMethods: { title: string; price: { amount: string } }[];
    }>(
      `query ($cartId: ID!, $countryCode: String) {
        shippingMethods(cartId: $cartId, countryCode: $countryCode) { title price { amount } } }`,
      { cartId, countryCode },
    );
    return shippingMethods.map(({ title, price }) => `${title} ${price.amount}`);
  };
  const cartOf = async (...lines: [variantId: string, quantity: number][]) => {
    const wanted: NewLine[] = lines.map(([variantId, quantity]) => ({ variantId, quantity }));
    return (await givenCart(shop.anonymous, wanted)).id;
  };

  it('are those that go where it goes and take what it costs, in their order', async () => {
    const small = await cartOf([vase, 1]);
    expect(await methodsFor(small)).toEqual(['Parcel 4.90', 'World 19.00']);
    expect(await methodsFor(small, 'DE')).toEqual(['Parcel 4.90', 'World 19.00']);
    expect(await methodsFor(small, ' at ')).toEqual(['Parcel 4.90', 'World 19.00']);
    expect(await methodsFor(small, 'FR')).toEqual(['World 19.00']);
    const large = await cartOf([vase, 2]);
    expect(await methodsFor(large)).toEqual(['Free parcel 0.00', 'World 19.00']);
    expect(await methodsFor(large, 'AT')).toEqual(['World 19.00']);
    expect(await methodsFor(large, 'DE')).toEqual(['Free parcel 0.00', 'World 19.00']);
  });

  it('follow the cart, in which digital products count by what they cost', async () => {
    const cart = await cartOf([vase, 1], [manual, 1]);
    expect(await methodsFor(cart)).toEqual(['Parcel 4.90', 'World 19.00']);
    expect(await methodsFor(await cartOf([vase, 1], [manual, 2]), 'DE')).toEqual([
      'Free parcel 0.00',
      'World 19.00',
    ]);
  });

  it('are none for a cart of digital products alone, for an empty one, and to what is no country', async () => {
    expect(await methodsFor(await cartOf([manual, 3]))).toEqual([]);
    expect(await methodsFor(await cartOf())).toEqual([]);
    const cart = await cartOf([vase, 1]);
    for (const code of ['XX', 'EU', '', 'Germany']) expect(await methodsFor(cart, code)).toEqual([]);
  });

  it('are none for a cart that is unknown, ordered, or somebody else’s', async () => {
    const cart = await cartOf([vase, 1]);
    for (const unknown of ['', 'x', encodeId('Cart', '00000000-0000-4000-8000-000000000000'), vase]) {
      expect(await methodsFor(unknown)).toEqual([]);
    }
    const own = await givenCart(shop.customer, [{ variantId: vase, quantity: 1 }]);
    expect(await methodsFor(own.id, null, shop.customer)).toEqual(['Parcel 4.90', 'World 19.00']);
    for (const client of [shop.anonymous, shop.owner])
      expect(await methodsFor(own.id, null, client)).toEqual([]);
    await app.db.query("UPDATE cart SET state = 'ordered' WHERE id = $1", decodeId('Cart', cart));
    expect(await methodsFor(cart)).toEqual([]);
  });

  it('can be asked for by anyone, who learns nothing of their limits', async () => {
    const cartId = await cartOf([vase, 1]);
    const query = `query ($cartId: ID!) { shippingMethods(cartId: $cartId, countryCode: "DE") {
      id countries maximumSubtotal { amount } position version } }`;
    const hidden = { countries: null, maximumSubtotal: null, position: null, version: null };
    const { shippingMethods } = await shop.anonymous.data<{ shippingMethods: { id: string }[] }>(query, {
      cartId,
    });
    expect(shippingMethods).toMatchObject([hidden, hidden]);
    expect(await shop.admin.data(query, { cartId })).toMatchObject({
      shippingMethods: [
        { id: shippingMethods[0]?.id, countries: ['DE', 'AT'], maximumSubtotal: { amount: '39.99' } },
        { id: shippingMethods[1]?.id, countries: [] },
      ],
    });
  });
});
