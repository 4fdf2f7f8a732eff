import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { type PostalAddress, Workspace } from '../accounts';

export enum OrderStatus {
  PLACED = 'PLACED',
  COMPLETED = 'COMPLETED',
  CANCELLED = 'CANCELLED',
}

export enum FulfillmentStatus {
  UNFULFILLED = 'UNFULFILLED',
  PARTIAL = 'PARTIAL',
  FULFILLED = 'FULFILLED',
  DELIVERED = 'DELIVERED',
}

/** What was bought, for how much and by whom. Money is in minor units of its currency. */
@Entity('sales_order')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'sales_order_workspace_fk' })
@Unique('sales_order_number', ['workspaceId', 'number'])
@Unique('sales_order_cart', ['workspaceId', 'cartId'])
@Index('sales_order_of_user', { synchronize: false })
@Index('sales_order_of_payment', { synchronize: false })
@Check('sales_order_status', "status IN ('PLACED', 'COMPLETED', 'CANCELLED')")
@Check(
  'sales_order_fulfillment',
  "fulfillment_status IN ('UNFULFILLED', 'PARTIAL', 'FULFILLED', 'DELIVERED')",
)
@Check(
  'sales_order_amounts',
  `subtotal >= 0 AND discount BETWEEN 0 AND subtotal AND shipping >= 0 AND tax >= 0
    AND total = subtotal - discount + shipping + CASE WHEN tax_included THEN 0 ELSE tax END`,
)
export class Order {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'sales_order_pk' })
  workspaceId!: string;

  /** Version 7, so that orders sort by when they were placed. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sales_order_pk' })
  id!: string;

  /** For people; counts up in the workspace. */
  @Column('bigint')
  number!: number;

  @Column('uuid', { name: 'cart_id' })
  cartId!: string;

  /** null where there was nothing to pay. */
  @Column('uuid', { name: 'payment_id', nullable: true })
  paymentId!: string | null;

  /** Who bought it, where they had signed in. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('text')
  email!: string;

  @Column('text')
  status!: OrderStatus;

  @Column('text', { name: 'fulfillment_status' })
  fulfillmentStatus!: FulfillmentStatus;

  @Column('text', { name: 'currency_code' })
  currencyCode!: string;

  @Column('bigint')
  subtotal!: number;

  @Column('bigint')
  discount!: number;

  @Column('bigint')
  shipping!: number;

  @Column('bigint')
  tax!: number;

  /** True: the tax is a part of the total. False: it was added to it. */
  @Column('boolean', { name: 'tax_included' })
  taxIncluded!: boolean;

  @Column('bigint')
  total!: number;

  @Column('text', { name: 'discount_code', nullable: true })
  discountCode!: string | null;

  @Column('text', { name: 'shipping_method', nullable: true })
  shippingMethod!: string | null;

  @Column('jsonb', { name: 'shipping_address', nullable: true })
  shippingAddress!: PostalAddress | null;

  @Column('jsonb', { name: 'billing_address', nullable: true })
  billingAddress!: PostalAddress | null;

  @Column('text', { nullable: true })
  carrier!: string | null;

  @Column('text', { name: 'tracking_number', nullable: true })
  trackingNumber!: string | null;

  @Column('timestamptz', { name: 'estimated_delivery', nullable: true })
  estimatedDelivery!: Date | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
