import { refuse, UserErrorCode } from '../../platform/errors';
import { type ItemQuantity } from '../order-fulfillment.entity';
import { type OrderItem } from '../order-item.entity';

/** Some pieces of an item of an order. */
export interface ChosenItem {
  readonly item: OrderItem;
  readonly quantity: number;
}

/**
 * The pieces that were named, or all that are left where nothing was. Refuses items of other orders, items named twice,
 * and quantities that are not from 1 to what is left, by the path to them under `path`.
 */
export function chooseItems(
  items: readonly OrderItem[],
  named: readonly ItemQuantity[] | null,
  leftOf: (item: OrderItem) => number,
  path: readonly string[],
): ChosenItem[] {
  if (named === null) {
    return items.map((item) => ({ item, quantity: leftOf(item) })).filter(({ quantity }) => quantity > 0);
  }
  const byId = new Map(items.map((item) => [item.id, item]));
  return named.map(({ itemId, quantity }, index) => {
    const field = [...path, String(index)];
    const item = byId.get(itemId);
    if (!item) {
      const message = 'The order has no such item, or it was named twice.';
      throw refuse(UserErrorCode.NOT_FOUND, message, [...field, 'id']);
    }
    byId.delete(itemId);
    const left = leftOf(item);
    if (quantity < 1 || quantity > left) {
      throw refuse(UserErrorCode.INVALID, `This is from 1 to ${left} here.`, [...field, 'quantity']);
    }
    return { item, quantity };
  });
}

/** What of an item was neither sent nor given back before it was. */
export function unsent({ quantity, fulfilledQuantity, droppedQuantity }: OrderItem): number {
  return quantity - fulfilledQuantity - droppedQuantity;
}

export function toQuantities(chosen: readonly ChosenItem[]): ItemQuantity[] {
  return chosen.map(({ item, quantity }) => ({ itemId: item.id, quantity }));
}
