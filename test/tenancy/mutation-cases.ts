import { randomUUID } from 'node:crypto';
import { type References, type Shop, spareRefreshToken } from '../support/shop';
import { type Arguments, type Attempt, type FieldCases, STAFF_ONLY } from './field-case';
import { ORDER_MUTATION_CASES } from './order-cases';
import { CART_CASES } from './cart-cases';
import { SETTING_CASES } from './setting-cases';
import { STOCK_MUTATION_CASES } from './stock-cases';

const NOT_FOUND = { owner: { refused: ['NOT_FOUND'] }, ...STAFF_ONLY } as const;
const WRONG_CREDENTIALS = { owner: { refused: ['INVALID_CREDENTIALS'] } } as const;

const product = (id: string) => ({ type: 'product', id });
const variant = (id: string) => ({ type: 'variant', id });
const category = (id: string) => ({ type: 'category', id });
const user = (id: string) => ({ type: 'user', id });
const workspace = (id: string) => ({ type: 'workspace', id });

/** Arguments that name an entity that is theirs, or something that is theirs at an own one. */
function entityAttempts(rest: (of: References) => Arguments): Readonly<Record<string, Attempt>> {
  return {
    product: { args: (theirs) => ({ entity: product(theirs.product), ...rest(theirs) }), ...NOT_FOUND },
    draft: { args: (theirs) => ({ entity: product(theirs.draft), ...rest(theirs) }), ...NOT_FOUND },
    variant: { args: (theirs) => ({ entity: variant(theirs.variant), ...rest(theirs) }), ...NOT_FOUND },
    category: { args: (theirs) => ({ entity: category(theirs.category), ...rest(theirs) }), ...NOT_FOUND },
    user: { args: (theirs) => ({ entity: user(theirs.portrayed), ...rest(theirs) }), ...NOT_FOUND },
    workspace: { args: (theirs) => ({ entity: workspace(theirs.workspace), ...rest(theirs) }), ...NOT_FOUND },
    'product with what is attached to an own one': {
      args: (theirs, own) => ({ entity: product(theirs.product), ...rest(own) }),
      ...NOT_FOUND,
    },
    'attached to an own product': {
      args: (theirs, own) => ({ entity: product(own.product), ...rest(theirs) }),
      ...NOT_FOUND,
    },
  };
}

/** Arguments that name library items by a list of ids. */
function idsAttempts(rest: (ids: readonly string[]) => Arguments): Readonly<Record<string, Attempt>> {
  return {
    media: { args: ({ media }) => rest([media]), ...NOT_FOUND },
    'deleted media': { args: ({ deletedMedia }) => rest([deletedMedia]), ...NOT_FOUND },
    'media behind an own one': {
      args: (theirs, own) => rest([own.draftMedia, theirs.draftMedia]),
      ...NOT_FOUND,
    },
  };
}

const input = (tried: (theirs: References) => Arguments): Attempt => ({
  args: (theirs, own) => ({ id: own.draft, version: 2, input: tried(theirs) }),
  owner: { refused: ['NOT_FOUND'] },
  ...STAFF_ONLY,
});

/** How each mutation is tried. */
export const MUTATION_CASES: FieldCases = {
  'Mutation.login': {
    own: ({ references }) => ({ input: { email: 'owner@example.com', password: references.password } }),
    attempts: {
      'the account of someone': {
        args: (theirs) => ({ input: { email: theirs.email, password: theirs.password } }),
        ...WRONG_CREDENTIALS,
      },
      'the password of a namesake': {
        args: (theirs) => ({ input: { email: 'owner@example.com', password: theirs.password } }),
        ...WRONG_CREDENTIALS,
      },
      // Whoever signs in changes something; what a cart of elsewhere then does is shown with the carts.
      cart: {
        args: (theirs) => ({
          input: { email: 'owner@example.com', password: 'wrong', cartId: theirs.cart },
        }),
        ...WRONG_CREDENTIALS,
      },
    },
  },
  'Mutation.tokenRefresh': {
    own: async ({ anonymous, references }) => ({
      refreshToken: await spareRefreshToken(anonymous, references.password),
    }),
    attempts: { token: { args: ({ refreshToken }) => ({ refreshToken }), ...WRONG_CREDENTIALS } },
  },
  'Mutation.logout': {
    own: async ({ anonymous, references }) => ({
      refreshToken: await spareRefreshToken(anonymous, references.password),
    }),
    attempts: {
      token: {
        args: ({ refreshToken }) => ({ refreshToken }),
        owner: { data: { ok: true, userErrors: [] } },
      },
    },
  },

  'Mutation.avatarUpload': {
    own: () => ({ file: new Blob(['GIF89a\x02\x00\x01\x00\x00\x00\x00;']) }),
  },

  'Mutation.mediaUpload': {
    own: () => ({ input: { file: new Blob(['GIF89a\x01\x00\x01\x00\x00\x00\x00;']), alt: 'own' } }),
  },
  'Mutation.mediaImport': {
    own: () => ({ media: [{ source: 'https://example.com/own.jpg', alt: 'own' }] }),
  },
  'Mutation.mediaDelete': {
    own: async (shop) => ({ ids: [await newMedia(shop)] }),
    attempts: idsAttempts((ids) => ({ ids, force: true })),
  },
  'Mutation.mediaRestore': {
    own: ({ references }) => ({ ids: [references.media] }),
    attempts: idsAttempts((ids) => ({ ids })),
  },
  'Mutation.mediaPurge': {
    own: async (shop) => {
      const id = await newMedia(shop);
      await shop.owner.data('mutation ($ids: [ID!]!) { mediaDelete(ids: $ids) { userErrors { code } } }', {
        ids: [id],
      });
      return { ids: [id] };
    },
    attempts: idsAttempts((ids) => ({ ids })),
  },
  'Mutation.mediaReprocess': {
    own: ({ references }) => ({ ids: [references.draftMedia] }),
    attempts: idsAttempts((ids) => ({ ids })),
  },
  'Mutation.mediaUpdate': {
    own: async (shop) => ({ media: [{ id: await newMedia(shop), version: 1, alt: 'own', tags: ['own'] }] }),
    attempts: {
      ...idsAttempts((ids) => ({ media: ids.map((id) => ({ id, version: 1, alt: 'taken over' })) })),
      'media of another version': {
        args: ({ media }) => ({ media: [{ id: media, version: 99, alt: 'taken over' }] }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.mediaTagsAdd': {
    own: async (shop) => ({ ids: [await newMedia(shop)], tags: ['own'] }),
    attempts: idsAttempts((ids) => ({ ids, tags: ['taken over'] })),
  },
  'Mutation.mediaTagsRemove': {
    own: async (shop) => ({ ids: [await newMedia(shop)], tags: ['own'] }),
    attempts: idsAttempts((ids) => ({ ids, tags: ['shared'] })),
  },
  'Mutation.mediaAttach': {
    own: async (shop) => ({
      entity: product((await newProduct(shop)).id),
      items: [{ mediaId: shop.references.media }],
    }),
    attempts: {
      ...entityAttempts((of) => ({ items: [{ mediaId: of.media }] })),
      'deleted media at an own product': {
        args: (theirs, own) => ({ entity: product(own.product), items: [{ mediaId: theirs.deletedMedia }] }),
        ...NOT_FOUND,
      },
      'media among own ones': {
        args: (theirs, own) => ({
          entity: product(own.product),
          items: [{ mediaId: own.draftMedia }, { mediaId: theirs.media }],
        }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.mediaDetach': {
    own: async (shop) => {
      const { id } = await newProduct(shop);
      return { entity: product(id), ids: [await attach(shop, id)] };
    },
    attempts: entityAttempts((of) => ({ ids: [of.attachment] })),
  },
  'Mutation.mediaReorder': {
    own: ({ references: { product: id, attachment } }) => ({
      entity: product(id),
      moves: [{ id: attachment, position: 0 }],
    }),
    attempts: entityAttempts((of) => ({ moves: [{ id: of.attachment, position: 0 }] })),
  },
  'Mutation.mediaSetPrimary': {
    own: ({ references: { product: id, attachment } }) => ({ entity: product(id), id: attachment }),
    attempts: entityAttempts((of) => ({ id: of.attachment })),
  },
  'Mutation.entityMediaUpdate': {
    own: ({ references: { product: id, attachment } }) => ({
      entity: product(id),
      items: [{ id: attachment, caption: `own ${randomUUID()}` }],
    }),
    attempts: entityAttempts((of) => ({ items: [{ id: of.attachment, caption: 'taken over' }] })),
  },

  'Mutation.categoryCreate': {
    own: ({ references }) => ({ input: { title: 'own', parentId: references.category } }),
    attempts: {
      parent: { args: (theirs) => ({ input: { title: 'own', parentId: theirs.category } }), ...NOT_FOUND },
      media: {
        args: (theirs) => ({ input: { title: 'own', media: [{ mediaId: theirs.media }] } }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.categoryUpdate': {
    own: async (shop) => ({ ...(await newCategory(shop)), input: { title: 'own' } }),
    attempts: {
      id: {
        args: (theirs) => ({ id: theirs.category, version: 1, input: { title: 'taken over' } }),
        ...NOT_FOUND,
      },
      parent: {
        args: (theirs, own) => ({ id: own.category, version: 1, input: { parentId: theirs.subcategory } }),
        ...NOT_FOUND,
      },
      media: {
        args: (theirs, own) => ({
          ...{ id: own.category, version: 1 },
          input: { media: [{ mediaId: theirs.media }] },
        }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.categoryDelete': {
    own: newCategory,
    attempts: { id: { args: (theirs) => ({ id: theirs.category, version: 1 }), ...NOT_FOUND } },
  },

  'Mutation.productCreate': {
    own: () => ({ input: { title: 'own', variants: [{ sku: randomUUID(), price: { amount: '1' } }] } }),
    attempts: {
      category: {
        args: (theirs) => ({ input: { title: 'own', categoryId: theirs.category } }),
        ...NOT_FOUND,
      },
      media: {
        args: (theirs) => ({ input: { title: 'own', media: [{ mediaId: theirs.media }] } }),
        ...NOT_FOUND,
      },
      variant: {
        args: (theirs) => ({
          input: { title: 'own', variants: [{ id: theirs.variant, title: 'taken over' }] },
        }),
        ...NOT_FOUND,
      },
      'variant to remove': {
        args: (theirs) => ({ input: { title: 'own', variantsRemove: [theirs.variant] } }),
        owner: { refused: ['INVALID'] },
        ...STAFF_ONLY,
      },
    },
  },
  'Mutation.productUpdate': {
    own: async (shop) => ({ ...(await newProduct(shop)), input: { title: 'own' } }),
    attempts: {
      id: {
        args: (theirs) => ({ id: theirs.product, version: 2, input: { title: 'taken over' } }),
        ...NOT_FOUND,
      },
      'id with another version': {
        args: (theirs) => ({ id: theirs.product, version: 99, input: { title: 'taken over' } }),
        ...NOT_FOUND,
      },
      category: input((theirs) => ({ categoryId: theirs.category })),
      media: input((theirs) => ({ media: [{ mediaId: theirs.media }] })),
      variant: input((theirs) => ({ variants: [{ id: theirs.variant, title: 'taken over' }] })),
      'variant to remove': input((theirs) => ({ variantsRemove: [theirs.variant] })),
    },
  },
  'Mutation.productDelete': {
    own: newProduct,
    attempts: { id: { args: (theirs) => ({ id: theirs.product, version: 2 }), ...NOT_FOUND } },
  },
  ...ORDER_MUTATION_CASES,
  ...CART_CASES,
  ...STOCK_MUTATION_CASES,
  ...SETTING_CASES,
};

async function newCategory({ owner }: Shop): Promise<{ id: string; version: number }> {
  const { categoryCreate } = await owner.data<{
    categoryCreate: { category: { id: string; version: number } };
  }>('mutation { categoryCreate(input: { title: "own" }) { category { id version } } }');
  return categoryCreate.category;
}

async function newProduct({ owner }: Shop): Promise<{ id: string; version: number }> {
  const { productCreate } = await owner.data<{ productCreate: { product: { id: string; version: number } } }>(
    'mutation { productCreate(input: { title: "own" }) { product { id version } } }',
  );
  return productCreate.product;
}

async function attach({ owner, references: { media } }: Shop, productId: string): Promise<string> {
  const { mediaAttach } = await owner.data<{ mediaAttach: { entityMedia: { id: string }[] } }>(
    `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
      mediaAttach(entity: $entity, items: $items) { entityMedia { id } } }`,
    { entity: product(productId), items: [{ mediaId: media }] },
  );
  return mediaAttach.entityMedia[0]?.id ?? '';
}

/** A library item over bytes of its own. */
async function newMedia({ owner }: Shop): Promise<string> {
  const bytes = new Blob(['GIF89a\x01\x00\x01\x00\x00\x00\x00;', randomUUID()]);
  const { data } = await owner.upload<{ mediaUpload: { media: { id: string } } }>(
    'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }',
    bytes,
    'own.gif',
  );
  return data.mediaUpload.media.id;
}
