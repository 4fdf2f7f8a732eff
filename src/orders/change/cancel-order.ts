import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Discounts } from '../../discounts';
import { wantVoid } from '../../payments';
import { LockedStock } from '../../stock';
import { orderChanged } from '../order-changed';
import { Order, OrderStatus } from '../order.entity';
import { lockCurrentOrder, type LockedOrder, lockOrder, raiseVersion } from './lock-order';
import { requireAllowed } from './order-transitions';

const UNPAID = 'The payment could not be captured.';
const MAX_REASON = 500;

/**
 * Cancels an order of which nothing was sent: puts its stock back, gives its discount back, and has its payment voided,
 * or refunded where it was captured already. Once, however many try. For ADMIN and OWNER. Locks the order, its payment,
 * its discount, then the stock.
 */
export async function cancelOrder(
  tx: Tx,
  discounts: Discounts,
  id: string,
  version: number,
  reason: string | null,
): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const locked = await lockCurrentOrder(tx, id, version);
  requireAllowed('cancel', locked.order, locked.paymentStatus);
  await cancel(tx, discounts, locked, reason?.trim().slice(0, MAX_REASON) || null);
}

/** The same for an order whose payment turned out never to come; nothing where it may not be cancelled any more. */
export async function cancelUnpaid(tx: Tx, discounts: Discounts, id: string): Promise<boolean> {
  const locked = await lockOrder(tx, id);
  if (!locked || !isCancellable(locked)) return false;
  await cancel(tx, discounts, locked, UNPAID);
  return true;
}

function isCancellable({ order, paymentStatus }: LockedOrder): boolean {
  try {
    requireAllowed('cancel', order, paymentStatus);
    return true;
  } catch {
    return false;
  }
}

async function cancel(
  tx: Tx,
  discounts: Discounts,
  { order, items }: LockedOrder,
  cancelReason: string | null,
): Promise<void> {
  await discounts.giveBack(tx, order.id);
  const sold = items.filter(({ digital }) => !digital);
  const stock = await LockedStock.lock(
    tx,
    sold.map(({ variantId }) => variantId),
  );
  for (const { variantId, quantity, droppedQuantity } of sold) {
    stock.move(variantId, quantity - droppedQuantity, { reason: 'order cancelled', reference: order.id });
  }
  await stock.write();
  if (order.paymentId !== null) await wantVoid(tx, [order.paymentId]);
  const after = { status: OrderStatus.CANCELLED, cancelReason };
  await tx.update(Order, { id: order.id }, { ...after, cancelledAt: new Date() });
  await raiseVersion(tx, order.id);
  tx.audit({
    action: 'order.cancel',
    subject: { type: 'order', id: order.id },
    before: { status: order.status },
    after,
  });
  orderChanged(tx, order.id, 'UPDATED');
}
