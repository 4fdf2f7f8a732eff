import { type OrderItem } from '../order-item.entity';
import { type Order } from '../order.entity';
import { type ChosenItem } from './chosen-items';

type Amounts = Pick<Order, 'subtotal' | 'discount' | 'shipping' | 'tax' | 'taxIncluded' | 'total'>;

/**
 * What is given back for some pieces of an order, in minor units: their part of what was paid for all goods, discount
 * and tax included, shipping left out. Rounding is by what has been given back in all, so that parts, in whatever
 * order, add up to exactly what was paid.
 */
export function refundFor(
  order: Amounts,
  items: readonly OrderItem[],
  chosen: readonly ChosenItem[],
): number {
  const before = items.reduce(
    (sum, { unitPrice, refundedQuantity }) => sum + unitPrice * refundedQuantity,
    0,
  );
  const more = chosen.reduce((sum, { item, quantity }) => sum + item.unitPrice * quantity, 0);
  return paidFor(order, before + more) - paidFor(order, before);
}

/** What was paid for goods of this price, in all. */
function paidFor(order: Amounts, price: number): number {
  if (order.subtotal === 0) return 0;
  return Number((BigInt(paidForGoods(order)) * BigInt(price)) / BigInt(order.subtotal));
}

function paidForGoods({ subtotal, discount, shipping, tax, taxIncluded, total }: Amounts): number {
  const net = subtotal - discount + shipping;
  const shippingTax = taxIncluded || net === 0 ? 0 : Number((BigInt(tax) * BigInt(shipping)) / BigInt(net));
  return total - shipping - shippingTax;
}
