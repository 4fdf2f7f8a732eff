import { hasRole, Role } from '../platform/actor';
import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { findTaxRates } from './load-tax-rates';
import { TaxRateMutationsResolver } from './tax-rate-mutations.resolver';
import { TaxRateResolver } from './tax-rate.resolver';

/** How `node` finds the records of this module. */
const taxesNodes: NodeRegistry<WorkspaceContext> = {
  TaxRate: async ({ actor, db }, ids) => {
    if (!hasRole(actor, Role.ADMIN)) return ids.map(() => null);
    const rates = await findTaxRates(db, ids);
    return rates.map((rate) => rate && Object.assign(rate, { __typename: 'TaxRate' }));
  },
};

/** What taxes add to the API. */
export function taxesApi() {
  return { resolvers: [new TaxRateResolver(), new TaxRateMutationsResolver()], nodes: taxesNodes };
}
