import { Role } from '../platform/actor';
import { type Module } from '../platform/module';
import { OrderAttempt } from './order-attempt.entity';
import { OrderCounter } from './order-counter.entity';
import { OrderFulfillment } from './order-fulfillment.entity';
import { OrderItem } from './order-item.entity';
import { OrderRefund } from './order-refund.entity';
import { Order } from './order.entity';

export const ordersModule: Module = {
  name: 'orders',
  needs: ['catalog', 'stock', 'carts', 'payments', 'shipping', 'taxes', 'discounts'],
  entities: [OrderAttempt, Order, OrderItem, OrderFulfillment, OrderRefund, OrderCounter],
  jobs: { 'payment.changed': ['orders'], 'order.attempt.due': ['orders'] },
  broadcasts: ['order.changed'],
  audited: [{ type: 'order', nodeType: 'Order', readableBy: Role.ADMIN }],
};
