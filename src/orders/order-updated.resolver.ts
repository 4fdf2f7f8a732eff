import {
  Arg,
  Ctx,
  ID,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
  type SubscriptionHandlerData,
} from 'type-graphql';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadOrders } from './load-orders';
import { loadOrder } from './order-loaders';
import { type OrderTokens } from './order-token';
import { type Order as OrderRow } from './order.entity';
import { Order } from './order.type';

interface OrderChanged {
  readonly orderId: string;
}

interface Watched {
  readonly id: string;
  readonly token?: string | null;
}

/** Lets buyers and staff watch one order. */
export function orderUpdatedResolver(tokens: OrderTokens): object {
  const see = async (context: WorkspaceContext, { id, token }: Watched): Promise<OrderRow | null> => {
    const uuid = decodeOrNil('Order', id);
    if (!token) return loadOrder(context, uuid);
    if (tokens.read(context.workspace.id, token) !== uuid) return null;
    return (await loadOrders(context.db, { all: true, userId: null }, [uuid])).get(uuid) ?? null;
  };

  @Resolver()
  class OrderUpdatedResolver {
    @Subscription(() => Order, {
      description:
        'An order whenever it changes, its payment included. Anonymous buyers need its token; of an order that the caller may not see nothing is heard.',
      topics: 'order.changed',
      topicId: ({ context }: SubscribeResolverData<object, Watched, WorkspaceContext>) =>
        context.workspace.id,
      filter: async ({
        payload,
        args,
        context,
      }: SubscriptionHandlerData<OrderChanged, Watched, WorkspaceContext>) =>
        payload.orderId === decodeOrNil('Order', args.id) && (await see(context, args)) !== null,
    })
    orderUpdated(
      @Root() _changed: OrderChanged,
      @Arg('id', () => ID) id: string,
      @Arg('token', () => String, { nullable: true }) token: string | null | undefined,
      @Ctx() context: WorkspaceContext,
    ): Promise<OrderRow | null> {
      return see(context, { id, token: token ?? null });
    }
  }
  return new OrderUpdatedResolver();
}
