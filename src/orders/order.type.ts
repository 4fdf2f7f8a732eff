import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Address } from '../accounts/api';
import { CartLine } from '../carts/api';
import { connectionOf } from '../platform/graphql/connection.type';
import { Money } from '../platform/graphql/money.type';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';
import { FulfillmentStatus, OrderStatus } from './order.entity';
import { PaymentStatus } from './payment-status';

registerEnumType(OrderStatus, { name: 'OrderStatus' });
registerEnumType(FulfillmentStatus, { name: 'FulfillmentStatus' });
registerEnumType(PaymentStatus, { name: 'PaymentStatus' });

@ObjectType({ implements: Node, description: 'What was bought, as it was when it was bought.' })
export class OrderItem extends Node {
  @Field(() => String)
  productTitle!: string;

  @Field(() => String)
  variantTitle!: string;

  @Field(() => String)
  sku!: string;

  @Field(() => Int)
  quantity!: number;

  @Field(() => Int)
  fulfilledQuantity!: number;

  @Field(() => Int)
  refundedQuantity!: number;
}

@ObjectType({ description: 'So many pieces of an item.' })
export class OrderItemQuantity {
  @Field(() => ID, { description: "The OrderItem's." })
  id!: string;

  @Field(() => Int)
  quantity!: number;
}

@ObjectType({ description: 'What was sent together.' })
export class OrderFulfillment {
  @Field(() => [OrderItemQuantity])
  lines!: OrderItemQuantity[];

  @Field(() => String, { nullable: true })
  carrier!: string | null;

  @Field(() => String, { nullable: true })
  trackingNumber!: string | null;

  @Field(() => Date, { nullable: true })
  estimatedDelivery!: Date | null;

  @Field(() => Date)
  createdAt!: Date;
}

@ObjectType({ description: 'What was given back together.' })
export class OrderRefund {
  @Field(() => [OrderItemQuantity])
  lines!: OrderItemQuantity[];

  @Field(() => Money)
  amount!: Money;

  @Field(() => Boolean, { description: 'Whether the pieces can be sold again.' })
  restocked!: boolean;

  @Field(() => Date)
  createdAt!: Date;
}

@ObjectType({ implements: Node, description: 'What was bought, for how much, and how far it has come.' })
export class Order extends Node {
  @Field(() => String)
  email!: string;

  @Field(() => OrderStatus)
  status!: OrderStatus;

  @Field(() => FulfillmentStatus)
  fulfillmentStatus!: FulfillmentStatus;

  @Field(() => Boolean, { description: 'True: the tax is a part of the total. False: it was added to it.' })
  taxIncluded!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'As the shop writes it, in capitals; null where it took nothing off.',
  })
  discountCode!: string | null;

  @Field(() => Address, { nullable: true })
  shippingAddress!: Address | null;

  @Field(() => Address, { nullable: true })
  billingAddress!: Address | null;

  @Field(() => String, { nullable: true, description: 'As it was called when the order was placed.' })
  shippingMethod!: string | null;

  @Field(() => String, { nullable: true, description: 'Of what was sent last.' })
  carrier!: string | null;

  @Field(() => String, { nullable: true, description: 'Of what was sent last.' })
  trackingNumber!: string | null;

  @Field(() => Date, { nullable: true })
  estimatedDelivery!: Date | null;

  @Field(() => Date, { nullable: true })
  deliveredAt!: Date | null;

  @Field(() => Date, { nullable: true })
  cancelledAt!: Date | null;

  @Field(() => String, { nullable: true })
  cancelReason!: string | null;

  @Field(() => Int, {
    description: 'Counts what staff did to it; what becomes of its payment is not counted.',
  })
  version!: number;

  @Field(() => Date)
  createdAt!: Date;
}

@ObjectType()
export class OrderConnection extends connectionOf('Order', () => Order) {}

@ObjectType({
  description:
    'The buyer has to do something first (3-D Secure). Call again with the same key to go on; the stock is held until it expires.',
})
export class PaymentAction {
  @Field(() => String, { nullable: true })
  clientSecret!: string | null;

  @Field(() => String, { nullable: true })
  redirectUrl!: string | null;

  @Field(() => Date)
  expiresAt!: Date;
}

@ObjectType({ description: 'A line of the cart of which there was not enough.' })
export class UnavailableLine {
  @Field(() => CartLine)
  line!: CartLine;

  @Field(() => Int)
  requested!: number;

  @Field(() => Int)
  available!: number;
}

@ObjectType()
export class OrderPlacePayload {
  @Field(() => Order, { nullable: true })
  order!: Order | null;

  @Field(() => String, {
    nullable: true,
    description: 'Lets an anonymous buyer read the order: `order(token:)`.',
  })
  orderToken!: string | null;

  @Field(() => PaymentAction, { nullable: true })
  paymentAction!: PaymentAction | null;

  @Field(() => [UnavailableLine], {
    description: 'Why an OUT_OF_STOCK order was not placed: all of its short lines, at once.',
  })
  unavailableLines!: UnavailableLine[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@ObjectType()
export class OrderPayload {
  @Field(() => Order, { nullable: true })
  order!: Order | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
