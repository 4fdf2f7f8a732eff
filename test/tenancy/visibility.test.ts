import { createHash } from 'node:crypto';
import { decodeId } from '../../src/platform/graphql/global-id';
import { givenShop, type References, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type Arguments } from './field-case';

const STOREFRONT = ['anonymous', 'customer'] as const;
const STAFF = ['editor', 'admin', 'owner'] as const;

let app: TestApp;
let shop: Shop;

beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
});
afterAll(() => app.close());

describe('what only staff see of what everyone sees', () => {
  const MEDIA = `query ($id: ID!) { node(id: $id) { ... on MediaImage {
    filename sha256 originalUrl usageCount usages { totalCount nodes { role entity { id } } } uploadedBy { id } deletedAt } } }`;
  const VARIANT = `query ($id: ID!) { productVariant(id: $id) { sku quantityAvailable
    costPrice { amount } stock { onHand reserved available minLevel isInStock isLow version } } }`;

  it.each(STAFF)('media as %s', async (caller) => {
    const { media, user, product, variant, deletedMedia } = shop.references;
    expect(await shop[caller].data(MEDIA, { id: media })).toEqual({
      node: {
        filename: 'shop picture',
        sha256: createHash('sha256').update('the same bytes').digest('hex'),
        originalUrl: expect.stringMatching(/^http:.*\/original-\d+\/shop%20picture.jpg$/) as string,
        usageCount: 2,
        usages: {
          totalCount: 2,
          nodes: [
            { role: 'gallery', entity: { id: product } },
            { role: 'main_image', entity: { id: variant } },
          ],
        },
        uploadedBy: { id: user },
        deletedAt: null,
      },
    });
    const { node } = await shop[caller].data<{ node: { deletedAt: string } }>(MEDIA, { id: deletedMedia });
    expect(Date.parse(node.deletedAt)).toBeGreaterThan(0);
  });

  it.each(STOREFRONT)('media as %s', async (caller) => {
    expect(await shop[caller].ask(MEDIA, { id: shop.references.media })).toEqual({
      data: {
        node: {
          ...{ filename: 'shop picture', sha256: null, originalUrl: null },
          ...{ usageCount: null, usages: null, uploadedBy: null, deletedAt: null },
        },
      },
    });
  });

  it.each(STAFF)('variants as %s', async (caller) => {
    const stock = {
      onHand: 7,
      reserved: 0,
      available: 7,
      minLevel: 2,
      isInStock: true,
      isLow: false,
      version: 1,
    };
    expect(await shop[caller].data(VARIANT, { id: shop.references.variant })).toEqual({
      productVariant: { sku: 'shop-sku', quantityAvailable: 7, costPrice: { amount: '9.87' }, stock },
    });
  });

  it.each(STOREFRONT)('variants as %s', async (caller) => {
    expect(await shop[caller].ask(VARIANT, { id: shop.references.variant })).toEqual({
      data: { productVariant: { sku: 'shop-sku', quantityAvailable: 7, costPrice: null, stock: null } },
    });
  });

  it('users: staff see all, a customer sees no other, an anonymous caller nobody', async () => {
    const query = 'query ($ids: [ID!]!) { me { id } nodes(ids: $ids) { id } }';
    const { me } = await shop.customer.data<{ me: { id: string } }>('{ me { id } }');
    const ids = [shop.references.user, me.id];
    const [owner, customer] = ids.map((id) => ({ id }));
    expect(await shop.editor.data(query, { ids })).toMatchObject({ nodes: [owner, customer] });
    expect(await shop.customer.ask(query, { ids })).toEqual({
      data: { me: customer, nodes: [null, customer] },
    });
    expect(await shop.anonymous.ask(query, { ids })).toEqual({ data: { me: null, nodes: [null, null] } });
  });
});

describe('orders', () => {
  const ORDER = `query ($id: ID!, $item: ID!, $number: String!) {
    order(id: $id) { id } numbered: order(number: $number) { id } node(id: $id) { id } item: node(id: $item) { id } }`;
  const LIST = '{ orders { totalCount nodes { id } } }';
  const numberOf = async (id: string) => {
    const { order } = await shop.owner.data<{ order: { number: string } }>(
      'query ($id: ID!) { order(id: $id) { number } }',
      { id },
    );
    return order.number;
  };

  it.each([
    ['anonymous', [], null],
    ['customer', ['customersOrder'], ['customersOrder']],
    ['editor', [], []],
    ['admin', ['order', 'customersOrder'], ['customersOrder', 'order']],
    ['owner', ['order', 'customersOrder'], ['customersOrder', 'order']],
  ] as const)('as %s: by their ids and numbers %j, in the list %j', async (caller, seen, listed) => {
    const { references } = shop;
    for (const name of ['order', 'customersOrder'] as const) {
      const [id, item] = [references[name], references[`${name}Item`]];
      const isSeen = (seen as readonly string[]).includes(name);
      const order = isSeen ? { id } : null;
      expect([name, await shop[caller].ask(ORDER, { id, item, number: await numberOf(id) })]).toEqual([
        name,
        { data: { order, numbered: order, node: order, item: isSeen ? { id: item } : null } },
      ]);
    }
    const { data, errors } = await shop[caller].ask<{ orders: object } | null>(LIST);
    if (listed === null) {
      expect([data, errors?.map(({ extensions }) => extensions.code)]).toEqual([null, ['UNAUTHENTICATED']]);
      return;
    }
    const nodes = listed.map((name) => ({ id: references[name] }));
    expect(data).toEqual({ orders: { totalCount: nodes.length, nodes } });
  });

  it.each([...STOREFRONT, ...STAFF])('as %s by the token of one: that one alone', async (caller) => {
    const { order: id, orderToken: token, orderNumber: number, customersOrder } = shop.references;
    const BY_TOKEN =
      'query ($token: String!, $id: ID, $number: String) { order(token: $token, id: $id, number: $number) { id } }';
    const found = { data: { order: { id } } };
    expect(await shop[caller].ask(BY_TOKEN, { token })).toEqual(found);
    expect(await shop[caller].ask(BY_TOKEN, { token, id, number })).toEqual(found);
    expect(await shop[caller].ask(BY_TOKEN, { token, id: customersOrder })).toEqual({
      data: { order: null },
    });
    const forged = token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect(await shop[caller].ask(BY_TOKEN, { token: forged })).toEqual({ data: { order: null } });
  });
});

/** Every way to something that is not on sale; each leads to `found` for staff, to `nothing` in the storefront. */
interface Door {
  readonly query: string;
  readonly variables: (references: References) => Arguments;
  readonly found: (references: References) => unknown;
  readonly nothing: unknown;
}

const NODE = 'query ($id: ID!) { field: node(id: $id) { id } }';
const byNode = (name: keyof References): Door => ({
  query: NODE,
  variables: (references) => ({ id: references[name] }),
  found: (references) => ({ id: references[name] }),
  nothing: null,
});
const listed = (args: string): Door => ({
  query: `{ field: products(${args}) { totalCount nodes { id } edges { node { id } } } }`,
  variables: () => ({}),
  found: ({ draft: id }) => ({ totalCount: 1, nodes: [{ id }], edges: [{ node: { id } }] }),
  nothing: { totalCount: 0, nodes: [], edges: [] },
});
const usedBy = (type: string, name: keyof References, ...media: (keyof References)[]): Door => ({
  query: 'query ($entity: EntityRefInput!) { field: entityMedia(entity: $entity) { media { id } } }',
  variables: (references) => ({ entity: { type, id: references[name] } }),
  found: (references) => media.map((each) => ({ media: { id: references[each] } })),
  nothing: [],
});

const DOORS: Readonly<Record<string, Door>> = {
  'product by id': {
    query: 'query ($id: ID!) { field: product(id: $id) { id } }',
    variables: ({ draft: id }) => ({ id }),
    found: ({ draft: id }) => ({ id }),
    nothing: null,
  },
  'product by slug': {
    query: '{ field: product(slug: "draft") { id } }',
    variables: () => ({}),
    found: ({ draft: id }) => ({ id }),
    nothing: null,
  },
  'products by status': listed('filter: { statuses: [DRAFT, ARCHIVED] }'),
  'products by words': listed('query: "draft"'),
  'products by price': listed('filter: { maxPrice: "5.00" }'),
  'variant by id': {
    query: 'query ($id: ID!) { field: productVariant(id: $id) { id product { id } } }',
    variables: ({ draftVariant: id }) => ({ id }),
    found: ({ draftVariant: id, draft }) => ({ id, product: { id: draft } }),
    nothing: null,
  },
  'variant by SKU': {
    query: '{ field: productVariant(sku: "draft-sku") { id } }',
    variables: () => ({}),
    found: ({ draftVariant: id }) => ({ id }),
    nothing: null,
  },
  'node of the product': byNode('draft'),
  'node of the variant': byNode('draftVariant'),
  'node of its media': byNode('draftMedia'),
  'node of its document': byNode('document'),
  'node of its attachment': byNode('draftAttachment'),
  nodes: {
    query: 'query ($ids: [ID!]!) { field: nodes(ids: $ids) { id } }',
    variables: ({ draft, draftVariant, draftMedia }) => ({ ids: [draft, draftVariant, draftMedia] }),
    found: ({ draft, draftVariant, draftMedia }) => [draft, draftVariant, draftMedia].map((id) => ({ id })),
    nothing: [null, null, null],
  },
  'media of the product': usedBy('product', 'draft', 'draftMedia', 'document'),
  'media of the variant': usedBy('variant', 'draftVariant', 'draftMedia'),
};

describe.each(['DRAFT', 'ARCHIVED'])('a product that is %s', (status) => {
  beforeAll(async () => {
    await app.db.query(
      `UPDATE product SET status = $2 WHERE workspace_id = $1 AND slug = 'draft'`,
      shop.id,
      status,
    );
  });

  it.each(Object.entries(DOORS))(
    'is seen by staff alone: %s',
    async (_, { query, variables, found, nothing }) => {
      const ask = (caller: (typeof STOREFRONT | typeof STAFF)[number]) =>
        shop[caller].ask(query, variables(shop.references));
      for (const caller of STAFF) {
        expect([caller, await ask(caller)]).toEqual([caller, { data: { field: found(shop.references) } }]);
      }
      for (const caller of STOREFRONT) {
        expect([caller, await ask(caller)]).toEqual([caller, { data: { field: nothing } }]);
      }
    },
  );
});

describe('media of a product that is on sale', () => {
  const SHOWN = `query ($product: ID!, $media: ID!, $attachment: ID!) {
    product(id: $product) { primaryImage { id } media { id position } variants { image { id } media { id } } }
    entityMedia(entity: { type: "product", id: $product }) { id }
    media: node(id: $media) { id }
    attachment: node(id: $attachment) { id } }`;
  const shown = (caller: (typeof STOREFRONT | typeof STAFF)[number]) =>
    shop[caller].ask(SHOWN, {
      product: shop.references.product,
      media: shop.references.media,
      attachment: shop.references.attachment,
    });
  const everything = () => {
    const { attachment: id, variantAttachment, image, media } = shop.references;
    return {
      data: {
        product: {
          primaryImage: { id: image },
          media: [{ id, position: 0 }],
          variants: [{ image: { id: expect.any(String) as string }, media: [{ id: variantAttachment }] }],
        },
        ...{ entityMedia: [{ id }], media: { id: media }, attachment: { id } },
      },
    };
  };
  const NOTHING = {
    data: {
      product: { primaryImage: null, media: [], variants: [{ image: null, media: [] }] },
      ...{ entityMedia: [], media: null, attachment: null },
    },
  };
  const contentStatus = (status: string) =>
    app.db.query(
      `UPDATE content SET status = $2, recipe = CASE $2 WHEN 'COMPLETED' THEN 1 END
       WHERE workspace_id = $1 AND id = (SELECT content_id FROM media WHERE id = $3)`,
      shop.id,
      status,
      decodeId('Media', shop.references.media),
    );
  const deletedAt = (time: string) =>
    app.db.query(
      `UPDATE media SET deleted_at = ${time} WHERE id = $1`,
      decodeId('Media', shop.references.media),
    );

  it('are shown to everyone', async () => {
    for (const caller of [...STOREFRONT, ...STAFF])
      expect([caller, await shown(caller)]).toEqual([caller, everything()]);
  });

  it.each(['PENDING', 'PROCESSING', 'FAILED'])('are not shown to the storefront while %s', async (status) => {
    await contentStatus(status);
    for (const caller of STOREFRONT) expect([caller, await shown(caller)]).toEqual([caller, NOTHING]);
    const { data } = everything();
    for (const caller of STAFF) {
      expect([caller, await shown(caller)]).toMatchObject([
        caller,
        { data: { entityMedia: data.entityMedia, media: data.media, attachment: data.attachment } },
      ]);
    }
    await contentStatus('COMPLETED');
  });

  it('are not shown once they are deleted, but staff find the library item', async () => {
    await deletedAt('now()');
    for (const caller of STOREFRONT) expect([caller, await shown(caller)]).toEqual([caller, NOTHING]);
    const found = { ...NOTHING.data, media: { id: shop.references.media } };
    for (const caller of STAFF) expect([caller, await shown(caller)]).toEqual([caller, { data: found }]);
    await deletedAt('NULL');
  });
});
