import { type References, type Shop } from '../support/shop';
import { type Attempt, type FieldCases, STAFF_ONLY } from './field-case';

const NOT_FOUND = { owner: { refused: ['NOT_FOUND'] }, ...STAFF_ONLY } as const;
const NO_PAGE = { owner: { data: { nodes: [], totalCount: 0 } }, ...STAFF_ONLY } as const;
/** A place in a list: what comes behind it is one's own, whoever has the place. */
const OWN_PAGE = { owner: { data: {} }, ...STAFF_ONLY } as const;

const variant = (rest: object): Attempt => ({
  args: (theirs: References) => ({ variantId: theirs.variant, ...rest }),
  ...NOT_FOUND,
});

/** How the lists of stock are tried. */
export const STOCK_QUERY_CASES: FieldCases = {
  'Query.stockMovements': {
    own: ({ references }) => ({ variantId: references.variant, first: 2 }),
    attempts: {
      variant: { args: (theirs) => ({ variantId: theirs.variant, first: 2 }), ...NO_PAGE },
      'cursor to go on from': {
        args: (theirs, own) => ({ variantId: own.variant, first: 2, after: theirs.movementCursor }),
        ...OWN_PAGE,
      },
    },
  },
  'Query.stockLevels': {
    own: () => [{ first: 2 }, { first: 2, low: true }, { first: 2, low: false }],
    attempts: {
      'cursor to go on from': { args: (theirs) => ({ first: 2, after: theirs.levelCursor }), ...OWN_PAGE },
    },
  },
};

/** How its mutations are tried. */
export const STOCK_MUTATION_CASES: FieldCases = {
  'Mutation.stockSet': {
    own: async (shop) => {
      const { onHand, version } = await stockOf(shop);
      return { variantId: shop.references.variant, onHand: onHand + 1, version, reason: 'counted again' };
    },
    attempts: {
      variant: variant({ onHand: 3, version: 1 }),
      'variant with another version': variant({ onHand: 3, version: 99 }),
    },
  },
  'Mutation.stockAdjust': {
    own: ({ references }) => ({ variantId: references.variant, delta: 1 }),
    attempts: { variant: variant({ delta: 1 }) },
  },
};

async function stockOf({ owner, references }: Shop): Promise<{ onHand: number; version: number }> {
  const { productVariant } = await owner.data<{
    productVariant: { stock: { onHand: number; version: number } };
  }>('query ($id: ID!) { productVariant(id: $id) { stock { onHand version } } }', { id: references.variant });
  return productVariant.stock;
}
