import { v7 as uuid } from 'uuid';
import { Role } from '../../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { orderChanged } from '../order-changed';
import { type ItemQuantity, OrderFulfillment } from '../order-fulfillment.entity';
import { FulfillmentStatus, Order } from '../order.entity';
import { chooseItems, toQuantities, unsent } from './chosen-items';
import { lockCurrentOrder, raiseVersion } from './lock-order';
import { requireAllowed } from './order-transitions';

/** What is sent, and how. Left out lines are all that is left. */
export interface Shipment {
  readonly lines: readonly ItemQuantity[] | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly estimatedDelivery: Date | null;
}

const MAX_TEXT = 255;

const FULFILL = `
  UPDATE order_item i SET fulfilled_quantity = i.fulfilled_quantity + f.quantity
  FROM unnest($2::uuid[], $3::int[]) AS f (id, quantity)
  WHERE i.workspace_id = $1 AND i.id = f.id`;

/**
 * Notes that items of an order, all of them or some, were sent. The order shows the last shipment's carrier and number.
 * For ADMIN and OWNER. Locks the order.
 */
export async function fulfillOrder(tx: Tx, id: string, version: number, shipment: Shipment): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  checkTexts(shipment);
  const { order, items, paymentStatus } = await lockCurrentOrder(tx, id, version);
  requireAllowed('fulfill', order, paymentStatus);
  const chosen = chooseItems(items, shipment.lines, unsent, ['input', 'lines']);
  if (chosen.length === 0) {
    throw refuse(UserErrorCode.STATE_NOT_ALLOWED, 'Nothing of this order is left to be sent.', ['id']);
  }
  const lines = toQuantities(chosen);
  await tx.rows(
    FULFILL,
    lines.map(({ itemId }) => itemId),
    lines.map(({ quantity }) => quantity),
  );
  const sent = new Map(lines.map(({ itemId, quantity }) => [itemId, quantity]));
  const isComplete = items.every((item) => unsent(item) === (sent.get(item.id) ?? 0));
  const fulfillmentStatus = isComplete ? FulfillmentStatus.FULFILLED : FulfillmentStatus.PARTIAL;
  const { carrier, trackingNumber, estimatedDelivery } = shipment;
  const how = { carrier, trackingNumber, estimatedDelivery };
  await tx.insert(OrderFulfillment, { id: uuid(), orderId: id, lines, ...how });
  await tx.update(Order, { id }, { fulfillmentStatus, ...how });
  await raiseVersion(tx, id);
  tx.audit({
    action: 'order.fulfill',
    subject: { type: 'order', id },
    before: { fulfillmentStatus: order.fulfillmentStatus },
    after: { fulfillmentStatus, lines, ...how },
  });
  orderChanged(tx, id, 'UPDATED');
}

function checkTexts(shipment: Shipment): void {
  for (const name of ['carrier', 'trackingNumber'] as const) {
    if ((shipment[name]?.length ?? 0) > MAX_TEXT) {
      throw refuse(UserErrorCode.INVALID, `At most ${MAX_TEXT} characters.`, ['input', name]);
    }
  }
}
