import { type Attempt, type FieldCases, type Outcome, STAFF_ONLY } from './field-case';
import { ORDER_QUERY_CASES } from './order-cases';
import { type References } from '../support/shop';
import { STOCK_QUERY_CASES } from './stock-cases';

const NULL: Outcome = { data: null };
const EMPTY: Outcome = { data: [] };
const NO_PAGE: Outcome = { data: { nodes: [], totalCount: 0 } };
/** A place in a list: what comes behind it is one's own, whoever has the place. */
const OWN_PAGE: Outcome = { data: {} };

const nodeIds = (references: References) => [
  references.workspace,
  references.user,
  references.portrayed,
  references.category,
  references.subcategory,
  references.product,
  references.draft,
  references.variant,
  references.media,
  references.deletedMedia,
  references.attachment,
  references.categoryAttachment,
  references.userAttachment,
  references.workspaceAttachment,
  references.image,
  references.cart,
  references.cartLine,
  references.order,
  references.orderItem,
  references.customersOrder,
  references.movement,
  references.shippingMethod,
  references.taxRate,
  references.discount,
  references.completedImport,
  references.failedImport,
  references.auditEntry,
];

const node = (name: keyof References): Attempt => ({
  args: (theirs) => ({ id: theirs[name] }),
  owner: NULL,
});

const entity = (type: string, name: keyof References): Attempt => ({
  args: (theirs) => ({ entity: { type, id: theirs[name] } }),
  owner: EMPTY,
});

/** How each field that only reads is tried, those that are not at the root by the path to them. */
export const QUERY_CASES: FieldCases = {
  'Query.me': {},
  'Query.workspace': {},
  'Query.mediaEntityTypes': {},
  'Query.storageUsage': {},
  'Query.mediaFolders': {},
  'Query.allShippingMethods': {},
  'Query.taxRates': {},
  'Query.mediaTags': { own: () => [{}, { query: 'shared', first: 5 }] },
  'Query.recentMedia': { own: () => ({ first: 10 }) },

  'Query.node': {
    own: ({ references }) => ({ id: references.product }),
    attempts: {
      workspace: node('workspace'),
      user: node('user'),
      category: node('category'),
      product: node('product'),
      'draft product': node('draft'),
      variant: node('variant'),
      media: node('media'),
      'deleted media': node('deletedMedia'),
      attachment: node('attachment'),
      'attachment of a category': node('categoryAttachment'),
      'attachment of a user': node('userAttachment'),
      'attachment of the workspace': node('workspaceAttachment'),
      image: node('image'),
      cart: node('cart'),
      'line of the ledger': node('movement'),
      'line of a cart': node('cartLine'),
      'cart of a user': node('ownersCart'),
      'line of a user’s cart': node('ownersCartLine'),
      order: node('order'),
      'item of an order': node('orderItem'),
      'order of a customer': node('customersOrder'),
      'item of a customer’s order': node('customersOrderItem'),
      'ordered cart': node('orderedCart'),
      'shipping method': node('shippingMethod'),
      'tax rate': node('taxRate'),
      discount: node('discount'),
      import: node('completedImport'),
      'failed import': node('failedImport'),
      'audit entry': node('auditEntry'),
    },
  },
  'Query.nodes': {
    own: ({ references }) => ({ ids: nodeIds(references) }),
    attempts: {
      'everything at once': {
        args: (theirs) => ({ ids: nodeIds(theirs) }),
        owner: { data: nodeIds({} as References).map(() => null) },
      },
    },
  },

  'Query.product': {
    own: ({ references }) => ({ id: references.product }),
    attempts: {
      id: { args: (theirs) => ({ id: theirs.product }), owner: NULL },
      'id of a draft': { args: (theirs) => ({ id: theirs.draft }), owner: NULL },
      'id of a variant': { args: (theirs) => ({ id: theirs.variant }), owner: NULL },
      slug: { args: (theirs) => ({ slug: theirs.slug }), owner: NULL },
      'id beside an own slug': {
        args: (theirs, own) => ({ id: theirs.product, slug: own.slug }),
        owner: NULL,
      },
    },
  },
  'Query.productVariant': {
    own: ({ references }) => ({ id: references.variant }),
    attempts: {
      id: { args: (theirs) => ({ id: theirs.variant }), owner: NULL },
      sku: { args: (theirs) => ({ sku: theirs.sku }), owner: NULL },
    },
  },
  'Query.products': {
    own: ({ references }) => [
      { first: 2 },
      ...['CREATED_AT', 'UPDATED_AT', 'TITLE', 'PRICE'].map((sortKey) => ({
        last: 2,
        sortKey,
        reverse: true,
      })),
      {
        first: 2,
        query: 'vase',
        filter: { inStock: true, minPrice: '1', maxPrice: '100', tags: ['shared'] },
      },
      { first: 2, filter: { categorySlug: references.categorySlug } },
      { first: 2, filter: { inStock: false, featured: false, statuses: ['DRAFT', 'ACTIVE'] } },
    ],
    attempts: {
      'cursor to go on from': {
        args: (theirs) => ({ first: 2, after: theirs.productCursor }),
        owner: OWN_PAGE,
      },
      'cursor to go back from': {
        args: (theirs) => ({ last: 2, before: theirs.productCursor }),
        owner: OWN_PAGE,
      },
      'words of a title': {
        args: (theirs) => ({ first: 2, query: theirs.slug.replace('-', ' ') }),
        owner: NO_PAGE,
      },
      'slug of a category': {
        args: (theirs) => ({ first: 2, filter: { categorySlug: theirs.categorySlug } }),
        owner: NO_PAGE,
      },
    },
  },
  'Query.category': {
    own: ({ references }) => [{ id: references.category }, { slug: references.categorySlug }],
    attempts: {
      id: { args: (theirs) => ({ id: theirs.category }), owner: NULL },
      slug: { args: (theirs) => ({ slug: theirs.categorySlug }), owner: NULL },
    },
  },
  'Query.categories': {
    own: ({ references }) => [{}, { parentId: references.category }],
    attempts: { parent: { args: (theirs) => ({ parentId: theirs.category }), owner: EMPTY } },
  },
  'Category.products': {
    attempts: {
      cursor: {
        query: `query ($id: ID!, $after: String) {
          category(id: $id) { products(first: 1, after: $after) { nodes { id } totalCount } } }`,
        args: (theirs, own) => ({ id: own.category, after: theirs.productCursor }),
        owner: { data: { products: {} } },
      },
    },
  },
  'Query.cart': {
    own: ({ references }) => ({ id: references.cart }),
    attempts: {
      id: { args: (theirs) => ({ id: theirs.cart }), owner: NULL },
      'id of a user’s': { args: (theirs) => ({ id: theirs.ownersCart }), owner: NULL },
      'id of a line': { args: (theirs) => ({ id: theirs.cartLine }), owner: NULL },
    },
  },
  ...ORDER_QUERY_CASES,
  'Query.entityMedia': {
    own: ({ references }) => [
      { entity: { type: 'variant', id: references.variant } },
      { entity: { type: 'category', id: references.category } },
      { entity: { type: 'workspace', id: references.workspace } },
      { entity: { type: 'user', id: references.portrayed } },
    ],
    attempts: {
      product: entity('product', 'product'),
      draft: entity('product', 'draft'),
      variant: entity('variant', 'variant'),
      'a product as a variant': entity('variant', 'product'),
      category: entity('category', 'category'),
      user: entity('user', 'portrayed'),
      workspace: entity('workspace', 'workspace'),
    },
  },

  'Query.media': {
    own: ({ references }) => [
      { first: 5 },
      ...['UPDATED_AT', 'FILENAME', 'BYTE_SIZE'].map((sortKey) => ({ last: 2, sortKey, reverse: true })),
      { first: 5, filter: { deleted: true } },
      { first: 5, query: 'picture', filter: { used: true, uploadedById: references.user, tags: ['shared'] } },
      {
        first: 5,
        filter: { used: false, types: ['IMAGE'], statuses: ['COMPLETED', 'FAILED'], folder: 'shared' },
      },
    ],
    attempts: {
      'cursor to go on from': {
        args: (theirs) => ({ first: 5, after: theirs.mediaCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      'cursor to go back from': {
        args: (theirs) => ({ last: 5, before: theirs.mediaCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      uploader: {
        args: (theirs) => ({ first: 5, filter: { uploadedById: theirs.user } }),
        owner: NO_PAGE,
        ...STAFF_ONLY,
      },
      'words of a filename': {
        args: (theirs) => ({ first: 5, query: theirs.slug.replace('-vase', ' picture') }),
        owner: NO_PAGE,
        ...STAFF_ONLY,
      },
    },
  },
  'Query.auditLog': {
    own: ({ references }) => [
      { first: 100 },
      { last: 2, filter: { action: 'media.upload' } },
      { first: 5, filter: { recordId: references.product, actorId: references.user } },
      { first: 5, filter: { recordType: 'user', createdAfter: '2020-01-01T00:00:00Z' } },
      {
        first: 5,
        filter: { operationId: references.operation, createdBefore: '2200-01-01T00:00:00Z' },
      },
    ],
    attempts: {
      'cursor to go on from': {
        args: (theirs) => ({ first: 5, after: theirs.auditCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      'cursor to go back from': {
        args: (theirs) => ({ last: 5, before: theirs.auditCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      ...Object.fromEntries(
        (['product', 'media', 'user', 'workspace'] as const).map((name) => [
          `record: ${name}`,
          {
            args: (theirs: References) => ({ first: 5, filter: { recordId: theirs[name] } }),
            owner: NO_PAGE,
            ...STAFF_ONLY,
          },
        ]),
      ),
      actor: {
        args: (theirs) => ({ first: 5, filter: { actorId: theirs.user } }),
        owner: NO_PAGE,
        ...STAFF_ONLY,
      },
      operation: {
        args: (theirs) => ({ first: 5, filter: { operationId: theirs.operation } }),
        owner: NO_PAGE,
        ...STAFF_ONLY,
      },
    },
  },
  'Query.shippingMethods': {
    own: ({ references }) => [
      { cartId: references.cart, countryCode: 'DE' },
      { cartId: references.ownersCart },
    ],
    attempts: {
      cart: { args: (theirs) => ({ cartId: theirs.cart }), owner: EMPTY },
      'cart of a user': { args: (theirs) => ({ cartId: theirs.ownersCart }), owner: EMPTY },
    },
  },
  'Query.discounts': {
    own: ({ references }) => [{ first: 5 }, { last: 5, query: references.discountCode }],
    attempts: {
      'cursor to go on from': {
        args: (theirs) => ({ first: 5, after: theirs.discountCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      'cursor to go back from': {
        args: (theirs) => ({ last: 5, before: theirs.discountCursor }),
        owner: OWN_PAGE,
        ...STAFF_ONLY,
      },
      code: {
        args: (theirs) => ({ first: 5, query: theirs.discountCode }),
        owner: NO_PAGE,
        ...STAFF_ONLY,
      },
    },
  },
  'MediaImage.usages': {
    attempts: {
      cursor: {
        query: `query ($id: ID!, $after: String) {
          node(id: $id) { ... on MediaImage { usages(first: 1, after: $after) { nodes { role entity { id label } } } } } }`,
        args: (theirs, own) => ({ id: own.media, after: theirs.usageCursor }),
        owner: { data: { usages: {} } },
        customer: { data: { usages: null } },
      },
    },
  },
  'Document.usages': {
    attempts: {
      cursor: {
        query: `query ($id: ID!, $after: String) {
          node(id: $id) { ... on Document { usages(first: 1, after: $after) { nodes { role entity { id label } } } } } }`,
        args: (theirs, own) => ({ id: own.document, after: theirs.usageCursor }),
        owner: { data: { usages: {} } },
        customer: { data: null },
      },
    },
  },
  ...STOCK_QUERY_CASES,

  // Their arguments say how something is to look, and name nothing.
  'Category.media': {},
  'Product.media': {},
  'ProductVariant.media': {},
  'Image.url': {},
  'Image.srcset': {},
  'Image.pictureHtml': {},
};
