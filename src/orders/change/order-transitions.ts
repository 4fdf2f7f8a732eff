import { refuse, UserErrorCode } from '../../platform/errors';
import { FulfillmentStatus, type Order, OrderStatus } from '../order.entity';
import { PaymentStatus } from '../payment-status';

/** What staff do with an order that was placed. */
export type OrderAction = 'cancel' | 'fulfill' | 'deliver' | 'refund';

interface Allowed {
  readonly status: readonly OrderStatus[];
  readonly fulfillment: readonly FulfillmentStatus[];
  readonly payment: readonly PaymentStatus[];
}

const { PLACED, COMPLETED } = OrderStatus;
const { UNFULFILLED, PARTIAL, FULFILLED, DELIVERED } = FulfillmentStatus;
const { PENDING, AUTHORIZED, PAID, PARTIALLY_REFUNDED, REFUNDED, FAILED } = PaymentStatus;

/** In which states of an order each action is allowed; in all others it is refused, and changes nothing. */
export const TRANSITIONS: Readonly<Record<OrderAction, Allowed>> = {
  /** Nothing was sent: the stock comes back, the payment is voided, or refunded where it was captured already. */
  cancel: {
    status: [PLACED],
    fulfillment: [UNFULFILLED],
    payment: [PENDING, AUTHORIZED, PAID, PARTIALLY_REFUNDED, FAILED],
  },
  /** The money is there, or held. */
  fulfill: {
    status: [PLACED],
    fulfillment: [UNFULFILLED, PARTIAL],
    payment: [AUTHORIZED, PAID, PARTIALLY_REFUNDED],
  },
  /** All that will be sent has arrived: the order is completed. */
  deliver: {
    status: [PLACED],
    fulfillment: [FULFILLED],
    payment: [AUTHORIZED, PAID, PARTIALLY_REFUNDED, REFUNDED],
  },
  refund: {
    status: [PLACED, COMPLETED],
    fulfillment: [UNFULFILLED, PARTIAL, FULFILLED, DELIVERED],
    payment: [AUTHORIZED, PAID, PARTIALLY_REFUNDED],
  },
};

const PAST: Readonly<Record<OrderAction, string>> = {
  cancel: 'cancelled',
  fulfill: 'fulfilled',
  deliver: 'delivered',
  refund: 'refunded',
};

/** Refuses what the order's states do not allow, with STATE_NOT_ALLOWED and the states that stand in the way. */
export function requireAllowed(
  action: OrderAction,
  { status, fulfillmentStatus }: Pick<Order, 'status' | 'fulfillmentStatus'>,
  payment: PaymentStatus,
): void {
  const allowed = TRANSITIONS[action];
  const against = [
    ...(allowed.status.includes(status) ? [] : [status]),
    ...(allowed.fulfillment.includes(fulfillmentStatus) ? [] : [fulfillmentStatus]),
    ...(allowed.payment.includes(payment) ? [] : [`payment ${payment}`]),
  ];
  if (against.length === 0) return;
  const message = `This order cannot be ${PAST[action]}: it is ${against.join(', ')}.`;
  throw refuse(UserErrorCode.STATE_NOT_ALLOWED, message, ['id']);
}
