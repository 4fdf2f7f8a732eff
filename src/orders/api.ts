import { type Platform } from '../platform/open-platform';
import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type PaymentProviders } from '../payments';
import { loadItem, loadOrder } from './order-loaders';
import { OrderMutationsResolver } from './order-mutations.resolver';
import { OrderPlaceResolver } from './order-place.resolver';
import { OrderTokens } from './order-token';
import { orderUpdatedResolver } from './order-updated.resolver';
import { OrderItemResolver, OrderResolver } from './order.resolver';
import { placeDeps, PRICING } from './place/place-deps';

const ordersNodes: NodeRegistry<WorkspaceContext> = {
  Order: (context, ids) => Promise.all(ids.map(async (id) => named('Order', await loadOrder(context, id)))),
  OrderItem: (context, ids) =>
    Promise.all(ids.map(async (id) => named('OrderItem', await loadItem(context, id)))),
};

/** What orders add to the API. */
export function ordersApi(
  services: Pick<Platform, 'config' | 'database' | 'unitOfWork' | 'log'>,
  providers: PaymentProviders,
) {
  const tokens = new OrderTokens(services.config.jwtSecret);
  return {
    resolvers: [
      new OrderResolver(tokens),
      new OrderItemResolver(),
      new OrderPlaceResolver(placeDeps(services, providers), tokens),
      new OrderMutationsResolver(PRICING.discounts),
      orderUpdatedResolver(tokens),
    ],
    nodes: ordersNodes,
  };
}

function named<T extends object>(typeName: string, row: T | null): (T & { __typename: string }) | null {
  return row && { ...row, __typename: typeName };
}
