import { cartSubject } from '../../src/carts/cart-subject';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { faultsOf, givenProduct } from '../catalog/product-operations';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import {
  addLines,
  createCart,
  findCart,
  givenCart,
  ownCart,
  piecesOf,
  type ShownCart,
  signInWith,
  updateLines,
} from './cart-operations';

let app: TestApp;
let shop: Shop;
let other: Shop;
let [vase, bowl] = ['', ''];
/** The customer's. */
let account: { email: string; password: string };

beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
  other = await givenShop(app, 'other');
  account = { email: 'customer@example.com', password: shop.references.password };
  const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, shop.id)) }];
  const { variants } = await givenProduct(shop.owner, {
    ...{ title: 'Tableware', status: 'ACTIVE', media },
    variants: [
      { sku: 'vase', price: { amount: '10.00' }, onHand: 5 },
      { sku: 'bowl', price: { amount: '5.00' }, onHand: 5 },
    ],
  });
  [vase, bowl] = variants.map(({ id }) => id) as [string, string];
});
afterAll(() => app.close());
afterEach(() => app.db.query('DELETE FROM cart WHERE workspace_id = $1', shop.id));

const times = <T>(number: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: number }, (_, index) => work(index)));
const audits = async (action: string, { id }: Pick<ShownCart, 'id'>) =>
  (
    await app.db.query(
      'SELECT 1 FROM audit_log WHERE action = $1 AND subject_id = $2',
      action,
      cartSubject(decodeId('Cart', id) ?? '').id,
    )
  ).length;
const cartsLeft = async () =>
  (await app.db.query('SELECT 1 FROM cart WHERE workspace_id = $1', shop.id)).length;

it('fifty who add the same variant at once add fifty pieces', async () => {
  const cart = await givenCart(shop.anonymous);
  const answers = await times(50, () =>
    addLines(shop.anonymous, cart.id, [{ variantId: vase, quantity: 1 }]),
  );
  expect(answers.flatMap(faultsOf)).toEqual([]);
  const after = await findCart(shop.anonymous, cart.id);
  expect([after?.version, piecesOf(after)]).toEqual([51, [['vase', 50]]]);
  expect(await audits('cart.update', cart)).toBe(50);
});

it('of fifty who add up to a limit at once, those beyond it are refused', async () => {
  const cart = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 9_979 }]);
  const answers = await times(50, () =>
    addLines(shop.anonymous, cart.id, [{ variantId: vase, quantity: 1 }]),
  );
  expect(answers.flatMap(faultsOf)).toEqual(Array<string>(30).fill('LIMIT_EXCEEDED lines.0.quantity'));
  expect(piecesOf(await findCart(shop.anonymous, cart.id))).toEqual([['vase', 9_999]]);
});

it('a line that is taken out by many at once is taken out once', async () => {
  const cart = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 1 }]);
  const id = cart.lines[0]?.id ?? '';
  const answers = await times(10, () => updateLines(shop.anonymous, cart.id, [{ id, quantity: 0 }]));
  expect(answers.flatMap(faultsOf)).toEqual(Array<string>(9).fill('NOT_FOUND lines.0.id'));
  expect(await findCart(shop.anonymous, cart.id)).toMatchObject({ version: 2, lines: [] });
});

it('a user who begins a cart twenty times at once has one, with all of it', async () => {
  const answers = await times(20, () => createCart(shop.customer, [{ variantId: vase, quantity: 1 }]));
  expect(new Set(answers.map(({ cart }) => cart?.id)).size).toBe(1);
  const cart = await ownCart(shop.customer);
  expect([cart?.version, piecesOf(cart)]).toEqual([20, [['vase', 20]]]);
  expect([await audits('cart.create', { id: cart?.id ?? '' }), await cartsLeft()]).toEqual([1, 1]);
});

describe('signing in with a cart', () => {
  it('its lines join the user’s, and it is gone', async () => {
    const own = await givenCart(shop.customer, [{ variantId: vase, quantity: 1 }]);
    const before = await givenCart(shop.anonymous, [
      { variantId: bowl, quantity: 2 },
      { variantId: vase, quantity: 3 },
    ]);
    const joined = await signInWith(shop.anonymous, account, before.id);
    expect([joined?.id, joined?.version, piecesOf(joined)]).toEqual([
      own.id,
      2,
      [
        ['vase', 4],
        ['bowl', 2],
      ],
    ]);
    expect(await findCart(shop.customer, before.id)).toBeNull();
    expect([await audits('cart.update', own), await audits('cart.delete', before)]).toEqual([1, 1]);
  });

  it('begins the user’s cart where there is none', async () => {
    const before = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 3 }]);
    const joined = await signInWith(shop.anonymous, account, before.id);
    expect([joined?.version, piecesOf(joined)]).toEqual([1, [['vase', 3]]]);
    expect(await ownCart(shop.customer)).toEqual(joined);
    expect([await audits('cart.create', { id: joined?.id ?? '' }), await cartsLeft()]).toEqual([1, 1]);
  });

  it('adds up to what a line and a cart can have, and no sign-in fails for it', async () => {
    const own = await givenCart(shop.customer, [{ variantId: vase, quantity: 9_000 }]);
    await app.db.query(
      `INSERT INTO cart_line (workspace_id, id, cart_id, variant_id, quantity)
       SELECT $1, uuidv7(), $2, gen_random_uuid(), 1 FROM generate_series(1, 99)`,
      shop.id,
      decodeId('Cart', own.id),
    );
    const before = await givenCart(shop.anonymous, [
      { variantId: bowl, quantity: 1 },
      { variantId: vase, quantity: 9_000 },
    ]);
    expect(piecesOf(await signInWith(shop.anonymous, account, before.id))).toEqual([['vase', 9_999]]);
    expect(await app.db.query('SELECT 1 FROM cart_line WHERE workspace_id = $1', shop.id)).toHaveLength(100);
  });

  it('ignores an id that is none of an open anonymous cart', async () => {
    const own = await givenCart(shop.customer, [{ variantId: vase, quantity: 1 }]);
    const foreign = await givenCart(shop.owner, [{ variantId: bowl, quantity: 1 }]);
    const ordered = await givenCart(shop.anonymous, [{ variantId: bowl, quantity: 1 }]);
    await app.db.query(`UPDATE cart SET state = 'ordered' WHERE id = $1`, decodeId('Cart', ordered.id));
    const elsewhere = await givenCart(other.anonymous, [
      { variantId: other.references.variant, quantity: 1 },
    ]);
    const unknown = encodeId('Cart', '00000000-0000-4000-8000-000000000000');
    for (const id of [own.id, foreign.id, ordered.id, elsewhere.id, unknown, vase, 'nonsense', '']) {
      expect(await signInWith(shop.anonymous, account, id)).toEqual(own);
    }
    expect(piecesOf(await ownCart(shop.owner))).toEqual([['bowl', 1]]);
    expect(await cartsLeft()).toBe(3);
    expect(await findCart(other.anonymous, elsewhere.id)).toEqual(elsewhere);
  });

  it('ten times at once with the same cart brings its lines once', async () => {
    for (const hasCart of [true, false]) {
      await app.db.query('DELETE FROM cart WHERE workspace_id = $1', shop.id);
      if (hasCart) await givenCart(shop.customer, [{ variantId: vase, quantity: 1 }]);
      const before = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 3 }]);
      await times(10, () => signInWith(shop.anonymous, account, before.id));
      expect(piecesOf(await ownCart(shop.customer))).toEqual([['vase', hasCart ? 4 : 3]]);
      expect([await audits('cart.delete', before), await cartsLeft()]).toEqual([1, 1]);
    }
  });

  it('as two users at once brings its lines to one of them', async () => {
    const before = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 3 }]);
    const others = [account, { ...account, email: 'owner@example.com' }];
    await times(10, (index) => signInWith(shop.anonymous, others[index % 2] ?? account, before.id));
    const pieces = [await ownCart(shop.customer), await ownCart(shop.owner)].flatMap(piecesOf);
    expect(pieces).toEqual([['vase', 3]]);
  });

  it('while it is being filled loses no piece', async () => {
    const before = await givenCart(shop.anonymous, [{ variantId: vase, quantity: 1 }]);
    const [answers] = await Promise.all([
      times(20, () => addLines(shop.anonymous, before.id, [{ variantId: vase, quantity: 1 }])),
      signInWith(shop.anonymous, account, before.id),
    ]);
    const added = answers.filter(({ userErrors }) => userErrors.length === 0).length;
    expect(piecesOf(await ownCart(shop.customer))).toEqual([['vase', 1 + added]]);
    expect(answers.flatMap(faultsOf)).toEqual(Array<string>(20 - added).fill('NOT_FOUND cartId'));
  });
});
