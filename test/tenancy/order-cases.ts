import { randomUUID } from 'node:crypto';
import { givenCart, type ShownOrder } from '../orders/ordering';
import { newOrder, placementAs } from '../support/given-orders';
import { type Shop } from '../support/shop';
import { type Arguments, type Attempt, type FieldCases, type Outcome, STAFF_ONLY } from './field-case';

const NULL: Outcome = { data: null };
/** A place in a list: what comes behind it is one's own, whoever has the place. */
const OWN_PAGE = { owner: { data: {} }, anonymous: { denied: 'UNAUTHENTICATED' } } as const;
/** For what anonymous buyers do too. */
const GONE = { owner: { refused: ['NOT_FOUND'] } } as const;
const INVALID = { owner: { refused: ['INVALID'] } } as const;
const NOT_FOUND = { owner: { refused: ['NOT_FOUND'] }, ...STAFF_ONLY } as const;

/** A card whose holder is asked first. */
const TO_BE_CONFIRMED = { provider: 'test', token: 'tok_3ds' };

/** How the fields about orders that only read are tried. */
export const ORDER_QUERY_CASES: FieldCases = {
  'Query.order': {
    own: ({ references: { order, orderNumber, orderToken } }) => [
      { id: order },
      { number: orderNumber },
      { token: orderToken },
      { id: order, number: orderNumber, token: orderToken },
    ],
    attempts: {
      id: { args: (theirs) => ({ id: theirs.order }), owner: NULL },
      number: { args: (theirs) => ({ number: theirs.orderNumber }), owner: NULL },
      token: { args: (theirs) => ({ token: theirs.orderToken }), owner: NULL },
      'id with its token': {
        args: (theirs) => ({ id: theirs.order, token: theirs.orderToken }),
        owner: NULL,
      },
      'id of a customer’s': { args: (theirs) => ({ id: theirs.customersOrder }), owner: NULL },
      'id of an item': { args: (theirs) => ({ id: theirs.orderItem }), owner: NULL },
      'id beside an own token': {
        args: (theirs, own) => ({ id: theirs.order, token: own.orderToken }),
        owner: NULL,
      },
      'token beside an own id': {
        args: (theirs, own) => ({ id: own.order, token: theirs.orderToken }),
        owner: NULL,
      },
      'number beside an own token': {
        args: (theirs, own) => ({ number: theirs.orderNumber, token: own.orderToken }),
        owner: NULL,
      },
    },
  },
  'Query.orders': {
    own: () => [{ first: 2 }, { last: 1 }],
    attempts: {
      'cursor to go on from': {
        args: (theirs) => ({ first: 2, after: theirs.orderCursor }),
        ...OWN_PAGE,
      },
      'cursor to go back from': {
        args: (theirs) => ({ last: 2, before: theirs.orderCursor }),
        ...OWN_PAGE,
      },
    },
  },
};

/** How the mutations of orders are tried. */
export const ORDER_MUTATION_CASES: FieldCases = {
  'Mutation.orderPlace': {
    own: async (shop) => {
      const placement = async () => placementAs(shop.references, await newCart(shop), randomUUID());
      return [{ input: await placement() }, { input: { ...(await placement()), payment: TO_BE_CONFIRMED } }];
    },
    attempts: {
      // A key is claimed in a workspace: theirs is free here.
      'key, for an own cart of which there is not enough': {
        args: (theirs, own) => ({ input: placementAs(own, own.shortCart, theirs.orderKey) }),
        owner: {
          data: {
            ...{ order: null, orderToken: null, paymentAction: null },
            unavailableLines: [{ requested: 9_999 }],
            userErrors: [{ code: 'OUT_OF_STOCK' }],
          },
        },
      },
      cart: {
        args: (theirs, own) => ({ input: placementAs(own, theirs.cart, randomUUID()) }),
        ...GONE,
      },
      'cart of a user': {
        args: (theirs, own) => ({ input: placementAs(own, theirs.ownersCart, randomUUID()) }),
        ...GONE,
      },
      'all that an order of theirs was placed with': {
        args: (theirs) => ({ input: placementAs(theirs, theirs.orderedCart, theirs.orderKey) }),
        ...GONE,
      },
      'way to send': {
        args: (theirs, own) => ({
          input: placementAs(own, own.cart, randomUUID(), { shippingMethod: theirs.shippingMethod }),
        }),
        ...INVALID,
      },
      'discount code': {
        args: (theirs, own) => ({
          input: placementAs(own, own.cart, randomUUID(), { discountCode: theirs.discountCode }),
        }),
        ...INVALID,
      },
    },
  },
  'Mutation.orderCancel': {
    own: async (shop) => ({ ...current(await orderOf(shop)), reason: 'own' }),
    attempts: orderAttempts({ reason: 'taken over' }),
  },
  'Mutation.orderFulfill': {
    own: async (shop) => ({
      ...current(await orderOf(shop)),
      input: { carrier: 'own', trackingNumber: 'own', estimatedDelivery: '2100-01-01T00:00:00Z' },
    }),
    attempts: {
      ...orderAttempts({ input: { carrier: 'taken over' } }),
      item: {
        args: (theirs, own) => ({
          ...{ id: own.order, version: 1 },
          input: { lines: [{ id: theirs.orderItem, quantity: 1 }] },
        }),
        ...NOT_FOUND,
      },
      'item behind an own one': {
        args: (theirs, own) => ({
          ...{ id: own.order, version: 1 },
          input: { lines: [own.orderItem, theirs.orderItem].map((id) => ({ id, quantity: 1 })) },
        }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.orderDeliver': {
    own: async (shop) => {
      const order = current(await orderOf(shop));
      const { orderFulfill } = await shop.admin.data<{ orderFulfill: { order: ShownOrder } }>(
        `mutation ($id: ID!, $version: Int!) {
          orderFulfill(id: $id, version: $version, input: {}) { order { id version } } }`,
        order,
      );
      return current(orderFulfill.order);
    },
    attempts: orderAttempts({}),
  },
  'Mutation.orderRefund': {
    own: async (shop) => {
      const order = await orderOf(shop);
      const lines = order.items.map(({ id }) => ({ id, quantity: 1 }));
      return { ...current(order), lines, restock: true };
    },
    attempts: {
      ...orderAttempts({ restock: true }),
      item: {
        args: (theirs, own) => ({
          ...{ id: own.order, version: 1, restock: true },
          lines: [{ id: theirs.orderItem, quantity: 1 }],
        }),
        ...NOT_FOUND,
      },
    },
  },
};

/** The changes of an order that is theirs, in its version and in another. */
function orderAttempts(rest: Arguments): Readonly<Record<string, Attempt>> {
  return {
    order: { args: (theirs) => ({ id: theirs.order, version: 1, ...rest }), ...NOT_FOUND },
    'order in another version': {
      args: (theirs) => ({ id: theirs.order, version: 99, ...rest }),
      ...NOT_FOUND,
    },
    'order of a customer': {
      args: (theirs) => ({ id: theirs.customersOrder, version: 1, ...rest }),
      ...NOT_FOUND,
    },
  };
}

const current = ({ id, version }: ShownOrder) => ({ id, version });

function newCart({ anonymous, references: { ware } }: Shop): Promise<string> {
  return givenCart(anonymous, [{ variantId: ware, quantity: 1 }]);
}

async function orderOf({ anonymous, references }: Shop): Promise<ShownOrder> {
  return (await newOrder(anonymous, references)).order;
}
