import DataLoader from 'dataloader';
import { hasRole, Role } from '../platform/actor';
import { loaderKey } from '../platform/graphql/loaders';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadPayments, type PaymentState } from '../payments';
import {
  loadHistoriesOf,
  loadItems,
  loadItemsOf,
  loadOrders,
  type OrderedItem,
  type OrderHistory,
  type OrderSight,
} from './load-orders';
import { type Order } from './order.entity';

const ORDERS = loaderKey<string, Order | null>('orders');
const ITEMS = loaderKey<string, OrderedItem | null>('order items');
const ITEMS_OF = loaderKey<string, readonly OrderedItem[]>('items of orders');
const HISTORIES = loaderKey<string, OrderHistory>('histories of orders');
const PAYMENTS = loaderKey<string, PaymentState | null>('payments');

/** Whose orders the caller of a request sees. */
export function orderSightOf({ actor }: WorkspaceContext): OrderSight {
  return { all: hasRole(actor, Role.ADMIN), userId: actor.kind === 'user' ? actor.id : null };
}

/** An order that the caller may see; one statement for all of a request's. */
export function loadOrder(context: WorkspaceContext, id: string): Promise<Order | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadOrders(context.db, orderSightOf(context), ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(ORDERS, () => new DataLoader(batch)).load(id);
}

/** An item of an order that the caller may see. */
export function loadItem(context: WorkspaceContext, id: string): Promise<OrderedItem | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadItems(context.db, orderSightOf(context), ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(ITEMS, () => new DataLoader(batch)).load(id);
}

/** The items of an order, in the order of its cart. */
export function itemsOf(context: WorkspaceContext, orderId: string): Promise<readonly OrderedItem[]> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadItemsOf(context.db, ids);
    return ids.map((each) => found.get(each) ?? []);
  };
  return context.loaders.get(ITEMS_OF, () => new DataLoader(batch)).load(orderId);
}

/** What was sent of an order, and what was given back. */
export function historyOf(context: WorkspaceContext, orderId: string): Promise<OrderHistory> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadHistoriesOf(context.db, ids);
    return ids.map((each) => found.get(each) ?? { fulfillments: [], refunds: [] });
  };
  return context.loaders.get(HISTORIES, () => new DataLoader(batch)).load(orderId);
}

/** The payment of an order; null for one that cost nothing. */
export function paymentOf(
  context: WorkspaceContext,
  { paymentId }: Pick<Order, 'paymentId'>,
): Promise<PaymentState | null> | null {
  const batch = async (ids: readonly string[]) => {
    const found = await loadPayments(context.db, ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return paymentId === null
    ? null
    : context.loaders.get(PAYMENTS, () => new DataLoader(batch)).load(paymentId);
}
