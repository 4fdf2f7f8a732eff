import { v7 as uuid } from 'uuid';
import { type KeptImage, pinContents } from '../../media';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type OrderAttempt } from '../order-attempt.entity';
import { orderChanged } from '../order-changed';
import { OrderItem } from '../order-item.entity';
import { FulfillmentStatus, Order, OrderStatus } from '../order.entity';
import { type Quote } from '../quote';

/** An order as it is placed. */
export interface NewOrder {
  readonly id: string;
  readonly attempt: OrderAttempt;
  readonly quote: Quote;
}

/** The pictures of variants by their ids, held by this transaction. */
type HeldImages = ReadonlyMap<string, KeptImage>;

/** The first order of a workspace follows this number. */
const BEFORE_THE_FIRST = 1_000;

const COUNT = `
  INSERT INTO order_counter (workspace_id, last) VALUES ($1, ${BEFORE_THE_FIRST} + $2::int)
  ON CONFLICT (workspace_id) DO UPDATE SET last = order_counter.last + $2::int
  RETURNING last`;

/**
 * Writes orders down, with their numbers and items, in the names of those who asked for them, and pins the pictures of
 * what was bought for them. Locks the workspace's counter until the commit, so it comes last: then numbers have no gaps,
 * and only the commit itself is waited for.
 */
export async function insertOrders(tx: Tx, orders: readonly NewOrder[], images: HeldImages): Promise<void> {
  if (orders.length === 0) return;
  const items = orders.flatMap((order) => itemsOf(order, images));
  await pinContents(tx, 'order', items.flatMap(pinOf));
  const counted = await tx.row<{ last: number }>(COUNT, orders.length);
  const first = Number(counted?.last) - orders.length + 1;
  const rows = orders.map((order, index) => orderRow(order, first + index));
  await tx.insert(Order, rows);
  await tx.insert(OrderItem, items);
  orders.forEach(({ id, attempt }, index) => {
    const { number, total, email } = rows[index] ?? {};
    tx.audit({
      action: 'order.place',
      subject: { type: 'order', id },
      after: { number, total, email, items: items.filter(({ orderId }) => orderId === id) },
      origin: attempt.origin,
    });
    orderChanged(tx, id, 'CREATED');
  });
}

function orderRow({ id, attempt, quote }: NewOrder, number: number) {
  const { request, origin, cartId, paymentId } = attempt;
  const { subtotal, discount, shipping, tax, taxIncluded, total, shippingMethod } = quote;
  return {
    ...{ id, number, cartId, paymentId, email: request.email },
    userId: origin.actor.kind === 'user' ? origin.actor.id : null,
    status: OrderStatus.PLACED,
    fulfillmentStatus: FulfillmentStatus.UNFULFILLED,
    currencyCode: attempt.quote.currencyCode,
    ...{ subtotal, discount, shipping, tax, taxIncluded, total, shippingMethod },
    discountCode: discount > 0 ? request.discountCode : null,
    shippingAddress: request.shippingAddress,
    billingAddress: request.billingAddress,
  };
}

function itemsOf({ id: orderId, quote }: NewOrder, images: HeldImages) {
  return quote.lines.map(
    ({ variantId, productTitle, variantTitle, sku, unitPrice, quantity, digital }, position) => {
      const image = images.get(variantId);
      return {
        ...{ id: uuid(), orderId, position, variantId },
        ...{ productTitle, variantTitle, sku, unitPrice, quantity, digital },
        imageContentId: image?.contentId ?? null,
        imageAlt: image?.alt ?? null,
        imageFocal: image?.focalPoint ?? null,
      };
    },
  );
}

function pinOf({ orderId, imageContentId }: Pick<OrderItem, 'orderId' | 'imageContentId'>) {
  return imageContentId === null ? [] : { holderId: orderId, contentId: imageContentId };
}
