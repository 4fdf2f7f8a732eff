import { refuse, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { lockPayments } from '../../payments';
import { type OrderItem } from '../order-item.entity';
import { type Order } from '../order.entity';
import { type PaymentStatus, paymentStatusOf } from '../payment-status';

const LOCK = 'SELECT * FROM sales_order WHERE workspace_id = $1 AND id = $2 FOR UPDATE';
const ITEMS = 'SELECT * FROM order_item WHERE workspace_id = $1 AND order_id = $2 ORDER BY position';
const RAISE = `
  UPDATE sales_order SET version = version + 1, updated_at = now() WHERE workspace_id = $1 AND id = $2`;

/** An order under lock, with what it consists of. */
export interface LockedOrder {
  readonly order: Order;
  readonly items: readonly OrderItem[];
  readonly paymentStatus: PaymentStatus;
}

/** Locks an order, then its payment, until the commit; undefined where there is none. */
export async function lockOrder(tx: Tx, id: string): Promise<LockedOrder | undefined> {
  const order = await tx.row<Order>(LOCK, id);
  if (!order) return undefined;
  const payments = await lockPayments(tx, order.paymentId === null ? [] : [order.paymentId]);
  const [payment = null] = payments.values();
  return { order, items: await tx.rows<OrderItem>(ITEMS, id), paymentStatus: paymentStatusOf(payment) };
}

/** The same for somebody who has seen it in a version; NOT_FOUND where there is none, CONFLICT where it changed since. */
export async function lockCurrentOrder(tx: Tx, id: string, version: number): Promise<LockedOrder> {
  const locked = await lockOrder(tx, id);
  if (!locked) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such order.', ['id']);
  if (locked.order.version !== version) {
    const message = `The order has changed: it is at version ${locked.order.version}.`;
    throw refuse(UserErrorCode.CONFLICT, message, ['version']);
  }
  return locked;
}

/** Raises the version of an order that is changed. The caller holds its lock. */
export async function raiseVersion(tx: Tx, id: string): Promise<void> {
  await tx.rows(RAISE, id);
}
