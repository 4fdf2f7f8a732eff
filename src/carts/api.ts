import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadCart, loadCartLine } from './cart-loaders';
import { CartMutationsResolver } from './cart-mutations.resolver';
import { CartLineResolver, CartResolver, UserCartResolver } from './cart.resolver';

export { loadCartLine } from './cart-loaders';
export { CartLine } from './cart.type';

const cartsNodes: NodeRegistry<WorkspaceContext> = {
  Cart: (context, ids) => Promise.all(ids.map(async (id) => named('Cart', await loadCart(context, id)))),
  CartLine: (context, ids) =>
    Promise.all(ids.map(async (id) => named('CartLine', await loadCartLine(context, id)))),
};

/** What carts add to the API; a cart lives for `ttlDays` from its last change on. */
export function cartsApi(ttlDays: number) {
  return {
    resolvers: [
      new CartResolver(),
      new CartLineResolver(),
      new UserCartResolver(),
      new CartMutationsResolver(ttlDays),
    ],
    nodes: cartsNodes,
  };
}

function named<T extends object>(typeName: string, row: T | null): (T & { __typename: string }) | null {
  return row && { ...row, __typename: typeName };
}
