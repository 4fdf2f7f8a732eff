import { hasRole, Role } from '../platform/actor';
import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { DiscountMutationsResolver } from './discount-mutations.resolver';
import { DiscountResolver } from './discount.resolver';
import { findDiscounts } from './list-discounts';

/** How `node` finds the records of this module. */
const discountsNodes: NodeRegistry<WorkspaceContext> = {
  Discount: async ({ actor, db }, ids) => {
    if (!hasRole(actor, Role.ADMIN)) return ids.map(() => null);
    const discounts = await findDiscounts(db, ids);
    return discounts.map((discount) => discount && Object.assign(discount, { __typename: 'Discount' }));
  },
};

/** What discounts add to the API. */
export function discountsApi() {
  return { resolvers: [new DiscountResolver(), new DiscountMutationsResolver()], nodes: discountsNodes };
}
