import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { CartShippingResolver } from './cart-shipping.resolver';
import { findShippingMethods } from './load-shipping-methods';
import { ShippingMethodMutationsResolver } from './shipping-method-mutations.resolver';
import { ShippingMethodResolver } from './shipping-method.resolver';
import { type ShippingRates } from './shipping-rates';

/** How `node` finds the records of this module. */
const shippingNodes: NodeRegistry<WorkspaceContext> = {
  ShippingMethod: async ({ db }, ids) => {
    const methods = await findShippingMethods(db, ids);
    return methods.map((method) => method && Object.assign(method, { __typename: 'ShippingMethod' }));
  },
};

/** What shipping adds to the API; `rates`: where an application that has carts takes their prices from. */
export function shippingApi(rates: ShippingRates | null) {
  return {
    resolvers: [
      new ShippingMethodResolver(),
      new ShippingMethodMutationsResolver(),
      ...(rates ? [new CartShippingResolver(rates)] : []),
    ],
    nodes: shippingNodes,
  };
}
