import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type OrderFulfillment } from './order-fulfillment.entity';
import { type OrderItem } from './order-item.entity';
import { type OrderRefund } from './order-refund.entity';
import { type Order } from './order.entity';

/** Whose orders are seen: all of them by ADMIN and OWNER, a customer's own by the customer. */
export interface OrderSight {
  readonly all: boolean;
  /** null: nobody's. */
  readonly userId: string | null;
}

const SEEN = '($2 OR user_id = $3)';
const BY_ID = `SELECT * FROM sales_order WHERE workspace_id = $1 AND id = ANY($4) AND ${SEEN}`;
const BY_NUMBER = `SELECT * FROM sales_order WHERE workspace_id = $1 AND number = $4 AND ${SEEN}`;
const OF_PAYMENT = 'SELECT id FROM sales_order WHERE workspace_id = $1 AND payment_id = $2';
const ITEM = `
  SELECT i.*, o.currency_code FROM order_item i
  JOIN sales_order o ON o.workspace_id = i.workspace_id AND o.id = i.order_id
  WHERE i.workspace_id = $1`;
const ITEMS = `${ITEM} AND i.order_id = ANY($2) ORDER BY i.order_id, i.position`;
const ITEMS_BY_ID = `${ITEM} AND ${SEEN} AND i.id = ANY($4)`;

/** An item, with the currency of its order. */
export type OrderedItem = OrderItem & Pick<Order, 'currencyCode'>;

/** Orders by their ids, in one statement; those that are not to be seen are left out. */
export async function loadOrders(
  rows: WorkspaceRows,
  { all, userId }: OrderSight,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Order>> {
  const orders = await rows.rows<Order>(BY_ID, all, userId, ids);
  return new Map(orders.map((order) => [order.id, order]));
}

/** The order of this number, if it is to be seen. */
export async function loadOrderByNumber(
  rows: WorkspaceRows,
  { all, userId }: OrderSight,
  number: string,
): Promise<Order | null> {
  if (!/^\d{1,15}$/.test(number)) return null;
  return (await rows.row<Order>(BY_NUMBER, all, userId, number)) ?? null;
}

/** The id of the order that a payment is for; null while there is none. */
export async function orderOfPayment(rows: WorkspaceRows, paymentId: string): Promise<string | null> {
  return (await rows.row<{ id: string }>(OF_PAYMENT, paymentId))?.id ?? null;
}

/** The items of orders, each order's in the order of its cart, in one statement. */
export async function loadItemsOf(
  rows: WorkspaceRows,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OrderedItem[]>> {
  const byOrder = new Map<string, OrderedItem[]>(orderIds.map((id) => [id, []]));
  for (const item of await rows.rows<OrderedItem>(ITEMS, orderIds)) byOrder.get(item.orderId)?.push(item);
  return byOrder;
}

const FULFILLMENTS = `
  SELECT * FROM order_fulfillment WHERE workspace_id = $1 AND order_id = ANY($2) ORDER BY order_id, id`;
const REFUNDS = `
  SELECT * FROM order_refund WHERE workspace_id = $1 AND order_id = ANY($2) ORDER BY order_id, id`;

/** What was sent of orders and what was given back, each order's oldest first, in one statement each. */
export async function loadHistoriesOf(
  rows: WorkspaceRows,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderHistory>> {
  const [fulfillments, refunds] = await Promise.all([
    rows.rows<OrderFulfillment>(FULFILLMENTS, orderIds),
    rows.rows<OrderRefund>(REFUNDS, orderIds),
  ]);
  const isOf = (id: string) => (row: { readonly orderId: string }) => row.orderId === id;
  return new Map(
    orderIds.map((id) => [
      id,
      { fulfillments: fulfillments.filter(isOf(id)), refunds: refunds.filter(isOf(id)) },
    ]),
  );
}

export interface OrderHistory {
  readonly fulfillments: readonly OrderFulfillment[];
  readonly refunds: readonly OrderRefund[];
}

/** Items by their ids, of orders that are to be seen. */
export async function loadItems(
  rows: WorkspaceRows,
  { all, userId }: OrderSight,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderedItem>> {
  const items = await rows.rows<OrderedItem>(ITEMS_BY_ID, all, userId, ids);
  return new Map(items.map((item) => [item.id, item]));
}
