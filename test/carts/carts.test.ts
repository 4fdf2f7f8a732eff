import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { deleteProduct, faultsOf, givenProduct, updateProduct } from '../catalog/product-operations';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import {
  addLines,
  createCart,
  findCart,
  givenCart,
  type NewLine,
  ownCart,
  piecesOf,
  updateLines,
} from './cart-operations';

let app: TestApp;
let shop: Shop;
beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
});
afterAll(() => app.close());
afterEach(() => app.db.query('DELETE FROM cart WHERE workspace_id = $1', shop.id));

let count = 0;
/** An active product of these variants, whose SKUs are told apart by a number. */
async function givenActive(variants: readonly object[], rest: object = {}) {
  count += 1;
  const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, shop.id)) }];
  return givenProduct(shop.owner, {
    ...{ title: `Product ${count}`, status: 'ACTIVE', media, ...rest },
    variants: variants.map((variant, index) => ({ sku: `${count}-${index}`, ...variant })),
  });
}

/** The id and the SKU of one variant that is on sale. */
async function givenVariant(amount = '10.00', onHand = 5) {
  const product = await givenActive([{ price: { amount }, onHand }]);
  const [variant] = product.variants;
  if (!variant) throw new Error('It has a variant.');
  return { ...variant, product };
}
const line = (variantId: string, quantity: number): NewLine => ({ variantId, quantity });
const audited = () =>
  app.db.query<{ action: string; before: object; after: object }>(
    `SELECT action, before, after FROM audit_log WHERE workspace_id = $1 AND subject_type = 'cart' ORDER BY id`,
    shop.id,
  );
const uuidOf = (type: string, id: string) => decodeId(type, id) ?? '';

describe('a cart', () => {
  it('is begun with lines, priced by now, and says of each whether it can be had', async () => {
    const [vase, bowl] = [await givenVariant('12.50', 3), await givenVariant('0.99', 1)];
    const { cart, userErrors } = await createCart(shop.anonymous, [line(vase.id, 3), line(bowl.id, 2)]);
    expect(userErrors).toEqual([]);
    expect(cart).toEqual({
      ...{ id: expect.any(String) as string, version: 1, itemCount: 5 },
      subtotal: { amount: '39.48', currencyCode: 'EUR' },
      lines: [
        {
          ...{ id: expect.any(String) as string, quantity: 3, available: true, variant: { sku: vase.sku } },
          ...{ unitPrice: { amount: '12.50' }, total: { amount: '37.50' } },
        },
        {
          ...{ id: expect.any(String) as string, quantity: 2, available: false, variant: { sku: bowl.sku } },
          ...{ unitPrice: { amount: '0.99' }, total: { amount: '1.98' } },
        },
      ],
    });
    expect(await findCart(shop.anonymous, cart?.id ?? '')).toEqual(cart);
  });

  it('may be empty, and is found by node as its lines are', async () => {
    const vase = await givenVariant();
    const empty = await givenCart(shop.anonymous);
    expect(empty).toMatchObject({ itemCount: 0, subtotal: { amount: '0.00' }, lines: [] });
    const full = await givenCart(shop.anonymous, [line(vase.id, 1)]);
    const ids = [empty.id, full.id, full.lines[0]?.id];
    expect(
      await shop.anonymous.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids }),
    ).toEqual({
      nodes: [
        { __typename: 'Cart', id: ids[0] },
        { __typename: 'Cart', id: ids[1] },
        { __typename: 'CartLine', id: ids[2] },
      ],
    });
  });

  it('adds to the line of a variant that is there, else a line of its own, behind the others', async () => {
    const [vase, bowl] = [await givenVariant(), await givenVariant()];
    const { id } = await givenCart(shop.anonymous, [line(vase.id, 1)]);
    const lines = [line(bowl.id, 2), line(vase.id, 3), line(bowl.id, 1)];
    const { cart } = await addLines(shop.anonymous, id, lines);
    expect([cart?.version, piecesOf(cart)]).toEqual([
      2,
      [
        [vase.sku, 4],
        [bowl.sku, 3],
      ],
    ]);
  });

  it('sets the pieces of lines, and takes out those of 0', async () => {
    const [vase, bowl] = [await givenVariant(), await givenVariant()];
    const { id, lines } = await givenCart(shop.anonymous, [line(vase.id, 1), line(bowl.id, 1)]);
    const changes = [
      { id: lines[0]?.id ?? '', quantity: 0 },
      { id: lines[1]?.id ?? '', quantity: 9_999 },
    ];
    const { cart } = await updateLines(shop.anonymous, id, changes);
    expect([cart?.version, piecesOf(cart)]).toEqual([2, [[bowl.sku, 9_999]]]);
  });

  it('has one audit row for each change, and lives anew from it on', async () => {
    const vase = await givenVariant();
    const before = (await audited()).length;
    const { id, lines } = await givenCart(shop.anonymous, [line(vase.id, 2)]);
    await app.db.query(
      `UPDATE cart SET expires_at = now() + interval '1 hour' WHERE workspace_id = $1`,
      shop.id,
    );
    await updateLines(shop.anonymous, id, [{ id: lines[0]?.id ?? '', quantity: 3 }]);
    const [{ days } = { days: 0 }] = await app.db.query<{ days: number }>(
      'SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM cart WHERE workspace_id = $1',
      shop.id,
    );
    expect(days).toBe(30);
    const variantId = uuidOf('ProductVariant', vase.id);
    expect((await audited()).slice(before)).toEqual([
      { action: 'cart.create', before: null, after: { userId: null, lines: [{ variantId, quantity: 2 }] } },
      {
        action: 'cart.update',
        before: { lines: [{ variantId, quantity: 2 }] },
        after: { lines: [{ variantId, quantity: 3 }] },
      },
    ]);
  });

  it('shows prices and titles as they are by now', async () => {
    const vase = await givenVariant('10.00');
    const { id } = await givenCart(shop.anonymous, [line(vase.id, 2)]);
    await updateProduct(shop.owner, vase.product, {
      variants: [{ id: vase.id, price: { amount: '11.00' } }],
    });
    expect(await findCart(shop.anonymous, id)).toMatchObject({
      subtotal: { amount: '22.00' },
      lines: [{ unitPrice: { amount: '11.00' } }],
    });
  });

  it('never runs short of what is digital', async () => {
    const { variants } = await givenActive([{ price: { amount: '1.00' } }], { digital: true });
    const { lines } = await givenCart(shop.anonymous, [line(variants[0]?.id ?? '', 9_999)]);
    expect(lines).toMatchObject([{ quantity: 9_999, available: true }]);
  });

  it('keeps a line whose variant goes off sale, without showing or counting it', async () => {
    const [vase, bowl] = [await givenVariant('1.00'), await givenVariant('2.00')];
    const { id, lines } = await givenCart(shop.anonymous, [line(vase.id, 1), line(bowl.id, 1)]);
    await updateProduct(shop.owner, vase.product, { status: 'ARCHIVED' });
    for (const client of [shop.anonymous, shop.owner]) {
      const cart = await findCart(client, id);
      expect([piecesOf(cart), cart?.itemCount, cart?.subtotal.amount]).toEqual([[[bowl.sku, 1]], 1, '2.00']);
    }
    const hidden = lines[0]?.id;
    expect(await shop.owner.data('query ($id: ID!) { node(id: $id) { id } }', { id: hidden })).toEqual({
      node: null,
    });
    await updateProduct(
      shop.owner,
      { ...vase.product, version: vase.product.version + 1 },
      { status: 'ACTIVE' },
    );
    expect(piecesOf(await findCart(shop.anonymous, id))).toEqual([
      [vase.sku, 1],
      [bowl.sku, 1],
    ]);
    await deleteProduct(shop.owner, { ...bowl.product });
    expect(piecesOf(await findCart(shop.anonymous, id))).toEqual([[vase.sku, 1]]);
  });
});

describe('what a cart refuses, which changes nothing', () => {
  it('is said of all lines at once', async () => {
    const vase = await givenVariant();
    const { id } = await givenCart(shop.anonymous, [line(vase.id, 9_000)]);
    const before = await rowsOf(app.db, shop.id);
    const lines = [
      line(vase.id, 0),
      line(vase.id, 10_000),
      line(shop.references.draftVariant, 1),
      line(shop.references.product, -1),
      line(shop.references.variant, 1),
    ];
    expect(faultsOf(await addLines(shop.anonymous, id, lines))).toEqual([
      'INVALID lines.0.quantity',
      'INVALID lines.1.quantity',
      'NOT_FOUND lines.2.variantId',
      'INVALID lines.3.quantity',
      'NOT_FOUND lines.3.variantId',
    ]);
    expect(faultsOf(await createCart(shop.anonymous, lines.slice(2, 3)))).toEqual([
      'NOT_FOUND lines.0.variantId',
    ]);
    expect(faultsOf(await addLines(shop.anonymous, id, [line(vase.id, 999), line(vase.id, 1)]))).toEqual([
      'LIMIT_EXCEEDED lines.1.quantity',
    ]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('has too few or too many pieces, is no line of it, or is named twice', async () => {
    const vase = await givenVariant();
    const { id, lines } = await givenCart(shop.anonymous, [line(vase.id, 1)]);
    const other = await givenCart(shop.anonymous, [line(vase.id, 1)]);
    const before = await rowsOf(app.db, shop.id);
    const own = lines[0]?.id ?? '';
    const changes = [
      { id: own, quantity: -1 },
      { id: own, quantity: 1 },
      { id: other.lines[0]?.id ?? '', quantity: 2 },
    ];
    expect(faultsOf(await updateLines(shop.anonymous, id, changes))).toEqual([
      'INVALID lines.0.quantity',
      'INVALID lines.1.id',
      'NOT_FOUND lines.2.id',
    ]);
    expect(faultsOf(await updateLines(shop.anonymous, id, [{ id: own, quantity: 10_000 }]))).toEqual([
      'INVALID lines.0.quantity',
    ]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('is more than 100 lines, of those that are on sale', async () => {
    const many = await givenActive(Array.from({ length: 101 }, () => ({ price: { amount: '1.00' } })));
    const lines = many.variants.map(({ id }) => line(id, 1));
    expect(faultsOf(await createCart(shop.anonymous, lines))).toEqual(['LIMIT_EXCEEDED lines']);
    const { id } = await givenCart(shop.anonymous, lines.slice(0, 100));
    expect(faultsOf(await addLines(shop.anonymous, id, lines.slice(100)))).toEqual(['LIMIT_EXCEEDED lines']);
    expect(faultsOf(await addLines(shop.anonymous, id, lines.slice(0, 1)))).toEqual([]);
    await updateProduct(shop.owner, many, { status: 'ARCHIVED' });
    const vase = await givenVariant();
    expect(faultsOf(await addLines(shop.anonymous, id, [line(vase.id, 1)]))).toEqual([]);
  });

  it('is a list longer than any may be', async () => {
    const lines = Array.from({ length: 251 }, () => line(shop.references.variant, 1));
    const { errors } = await shop.anonymous.ask(
      'mutation ($lines: [CartLineInput!]) { cartCreate(lines: $lines) { cart { id } } }',
      { lines },
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('whose a cart is', () => {
  it('an anonymous one is whoever’s who knows its id', async () => {
    const vase = await givenVariant();
    const { id } = await givenCart(shop.anonymous, [line(vase.id, 1)]);
    for (const client of [shop.anonymous, shop.customer, shop.owner]) {
      expect(faultsOf(await addLines(client, id, [line(vase.id, 1)]))).toEqual([]);
    }
    expect(piecesOf(await findCart(shop.customer, id))).toEqual([[vase.sku, 4]]);
    expect(await ownCart(shop.customer)).toBeNull();
  });

  it('a user’s is theirs alone: not even staff see or change it', async () => {
    const vase = await givenVariant();
    const cart = await givenCart(shop.customer, [line(vase.id, 1)]);
    expect(await ownCart(shop.customer)).toEqual(cart);
    const { me } = await shop.customer.data<{ me: { id: string } }>('{ me { id } }');
    const before = await rowsOf(app.db, shop.id);
    for (const client of [shop.anonymous, shop.editor, shop.owner]) {
      expect(await findCart(client, cart.id)).toBeNull();
      const nodes = await client.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: [cart.id, cart.lines[0]?.id],
      });
      expect(nodes).toEqual({ nodes: [null, null] });
      expect(faultsOf(await addLines(client, cart.id, [line(vase.id, 1)]))).toEqual(['NOT_FOUND cartId']);
      const changes = [{ id: cart.lines[0]?.id ?? '', quantity: 0 }];
      expect(faultsOf(await updateLines(client, cart.id, changes))).toEqual(['NOT_FOUND cartId']);
    }
    const seen = await shop.owner.data(
      'query ($id: ID!) { node(id: $id) { ... on User { displayName cart { id } } } }',
      { id: me.id },
    );
    expect(seen).toEqual({ node: { displayName: 'shop member shop member', cart: null } });
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('a user has one: what they begin is added to it', async () => {
    const vase = await givenVariant();
    const first = await givenCart(shop.customer, [line(vase.id, 1)]);
    const again = await givenCart(shop.customer, [line(vase.id, 2)]);
    expect([again.id, again.version, piecesOf(again)]).toEqual([first.id, 2, [[vase.sku, 3]]]);
    expect(await givenCart(shop.customer)).toEqual(again);
  });

  it('once it is ordered nobody finds or changes it, and its user begins another', async () => {
    const vase = await givenVariant();
    const ordered = await givenCart(shop.customer, [line(vase.id, 1)]);
    await app.db.query(
      `UPDATE cart SET state = 'ordered' WHERE workspace_id = $1 AND id = $2`,
      shop.id,
      uuidOf('Cart', ordered.id),
    );
    const before = await rowsOf(app.db, shop.id);
    expect([await findCart(shop.customer, ordered.id), await ownCart(shop.customer)]).toEqual([null, null]);
    expect(faultsOf(await addLines(shop.customer, ordered.id, [line(vase.id, 1)]))).toEqual([
      'STATE_NOT_ALLOWED cartId',
    ]);
    expect(faultsOf(await updateLines(shop.customer, ordered.id, []))).toEqual(['STATE_NOT_ALLOWED cartId']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
    const next = await givenCart(shop.customer, [line(vase.id, 2)]);
    expect(next.id).not.toBe(ordered.id);
    expect(piecesOf(await ownCart(shop.customer))).toEqual([[vase.sku, 2]]);
  });
});
