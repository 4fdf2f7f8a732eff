import { type FieldCases } from './field-case';

/** For what nobody has to be signed in for. */
const GONE = { owner: { refused: ['NOT_FOUND'] } } as const;

const line = (variantId: string) => ({ variantId, quantity: 1 });

/** How the mutations of carts are tried. */
export const CART_CASES: FieldCases = {
  'Mutation.cartCreate': {
    own: ({ references }) => ({ lines: [line(references.variant)] }),
    attempts: {
      variant: { args: (theirs) => ({ lines: [line(theirs.variant)] }), ...GONE },
      'variant behind an own one': {
        args: (theirs, own) => ({ lines: [line(own.variant), line(theirs.variant)] }),
        ...GONE,
      },
    },
  },
  'Mutation.cartLinesAdd': {
    own: ({ references }) => ({ cartId: references.cart, lines: [line(references.variant)] }),
    attempts: {
      cart: { args: (theirs, own) => ({ cartId: theirs.cart, lines: [line(own.variant)] }), ...GONE },
      'cart of a user': {
        args: (theirs, own) => ({ cartId: theirs.ownersCart, lines: [line(own.variant)] }),
        ...GONE,
      },
      variant: { args: (theirs, own) => ({ cartId: own.cart, lines: [line(theirs.variant)] }), ...GONE },
    },
  },
  'Mutation.cartLinesUpdate': {
    own: ({ references }) => ({ cartId: references.cart, lines: [{ id: references.cartLine, quantity: 3 }] }),
    attempts: {
      cart: {
        args: (theirs) => ({ cartId: theirs.cart, lines: [{ id: theirs.cartLine, quantity: 0 }] }),
        ...GONE,
      },
      line: {
        args: (theirs, own) => ({ cartId: own.cart, lines: [{ id: theirs.cartLine, quantity: 0 }] }),
        ...GONE,
      },
    },
  },
};
