import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { orderChanged } from '../order-changed';
import { FulfillmentStatus, Order, OrderStatus } from '../order.entity';
import { lockCurrentOrder, raiseVersion } from './lock-order';
import { requireAllowed } from './order-transitions';

/** Notes that an order has arrived, which completes it. For ADMIN and OWNER. Locks the order. */
export async function deliverOrder(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const { order, paymentStatus } = await lockCurrentOrder(tx, id, version);
  requireAllowed('deliver', order, paymentStatus);
  const after = { status: OrderStatus.COMPLETED, fulfillmentStatus: FulfillmentStatus.DELIVERED };
  await tx.update(Order, { id }, { ...after, deliveredAt: new Date() });
  await raiseVersion(tx, id);
  tx.audit({
    action: 'order.deliver',
    subject: { type: 'order', id },
    before: { status: order.status, fulfillmentStatus: order.fulfillmentStatus },
    after,
  });
  orderChanged(tx, id, 'UPDATED');
}
