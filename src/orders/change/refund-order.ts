import { v7 as uuid } from 'uuid';
import { Role } from '../../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { wantRefund } from '../../payments';
import { LockedStock } from '../../stock';
import { orderChanged } from '../order-changed';
import { type ItemQuantity } from '../order-fulfillment.entity';
import { OrderRefund } from '../order-refund.entity';
import { FulfillmentStatus, Order } from '../order.entity';
import { type ChosenItem, chooseItems, toQuantities, unsent } from './chosen-items';
import { lockCurrentOrder, raiseVersion } from './lock-order';
import { requireAllowed } from './order-transitions';
import { refundFor } from './refund-amount';

/** What is given back. Left out lines are all that is left, shipping included. */
export interface Return {
  readonly lines: readonly ItemQuantity[] | null;
  /** Whether the pieces can be sold again. */
  readonly restock: boolean;
}

const REFUNDED = `
  SELECT coalesce(sum(amount), 0)::bigint AS amount FROM order_refund WHERE workspace_id = $1 AND order_id = $2`;

const RETURN = `
  UPDATE order_item i
  SET refunded_quantity = i.refunded_quantity + r.quantity, dropped_quantity = i.dropped_quantity + r.dropped
  FROM unnest($2::uuid[], $3::int[], $4::int[]) AS r (id, quantity, dropped)
  WHERE i.workspace_id = $1 AND i.id = r.id`;

/**
 * Gives the money for an order back, all that is left or that of some pieces; pieces that were not sent yet are not
 * sent any more. Restocks only where asked. Once, however many try. For ADMIN and OWNER. Locks the order, its payment,
 * then the stock.
 */
export async function refundOrder(
  tx: Tx,
  id: string,
  version: number,
  { lines, restock }: Return,
): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const { order, items, paymentStatus } = await lockCurrentOrder(tx, id, version);
  requireAllowed('refund', order, paymentStatus);
  const left = ({ quantity, refundedQuantity }: (typeof items)[number]) => quantity - refundedQuantity;
  const chosen = chooseItems(items, lines, left, ['lines']);
  const refunded = Number((await tx.row<{ amount: number }>(REFUNDED, id))?.amount);
  const amount = lines === null ? order.total - refunded : refundFor(order, items, chosen);
  if (amount === 0 && chosen.length === 0) {
    throw refuse(UserErrorCode.STATE_NOT_ALLOWED, 'Nothing of this order is left to be given back.', ['id']);
  }

  const refundId = uuid();
  const quantities = toQuantities(chosen);
  if (restock) await putBack(tx, id, chosen);
  await dropFrom(tx, chosen);
  await tx.insert(OrderRefund, { id: refundId, orderId: id, amount, lines: quantities, restocked: restock });
  if (order.paymentId !== null && amount > 0) {
    await wantRefund(tx, { paymentId: order.paymentId, amount, reference: refundId });
  }
  const fulfillmentStatus = statusAfter(order, items, chosen);
  await tx.update(Order, { id }, { fulfillmentStatus });
  await raiseVersion(tx, id);
  tx.audit({
    action: 'order.refund',
    subject: { type: 'order', id },
    before: { refunded, fulfillmentStatus: order.fulfillmentStatus },
    after: { refunded: refunded + amount, fulfillmentStatus, lines: quantities, restock },
  });
  orderChanged(tx, id, 'UPDATED');
}

async function putBack(tx: Tx, orderId: string, chosen: readonly ChosenItem[]): Promise<void> {
  const sold = chosen.filter(({ item }) => !item.digital);
  const stock = await LockedStock.lock(
    tx,
    sold.map(({ item }) => item.variantId),
  );
  for (const { item, quantity } of sold) {
    stock.move(item.variantId, quantity, { reason: 'order refunded', reference: orderId });
  }
  await stock.write();
}

async function dropFrom(tx: Tx, chosen: readonly ChosenItem[]): Promise<void> {
  await tx.rows(
    RETURN,
    chosen.map(({ item }) => item.id),
    chosen.map(({ quantity }) => quantity),
    chosen.map(dropped),
  );
}

/** Of what is given back: the pieces that were not sent yet, which come first. */
function dropped({ item, quantity }: ChosenItem): number {
  return Math.min(quantity, unsent(item));
}

/** An order of which some was sent is fulfilled once nothing else is to be sent. */
function statusAfter(
  { fulfillmentStatus }: Order,
  items: Parameters<typeof refundFor>[1],
  chosen: readonly ChosenItem[],
): FulfillmentStatus {
  if (fulfillmentStatus !== FulfillmentStatus.PARTIAL) return fulfillmentStatus;
  const gone = new Map(chosen.map((each) => [each.item.id, dropped(each)]));
  const isComplete = items.every((item) => unsent(item) === (gone.get(item.id) ?? 0));
  return isComplete ? FulfillmentStatus.FULFILLED : fulfillmentStatus;
}
