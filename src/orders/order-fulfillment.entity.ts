import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Order } from './order.entity';

/** So many pieces of an item of an order. */
export interface ItemQuantity {
  readonly itemId: string;
  readonly quantity: number;
}

/** What was sent together. */
@Entity('order_fulfillment')
@ForeignKey(() => Order, ['workspaceId', 'orderId'], ['workspaceId', 'id'], {
  name: 'order_fulfillment_order_fk',
})
@Index('order_fulfillment_of_order', ['workspaceId', 'orderId', 'id'])
export class OrderFulfillment {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'order_fulfillment_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'order_fulfillment_pk' })
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('jsonb')
  lines!: ItemQuantity[];

  @Column('text', { nullable: true })
  carrier!: string | null;

  @Column('text', { name: 'tracking_number', nullable: true })
  trackingNumber!: string | null;

  @Column('timestamptz', { name: 'estimated_delivery', nullable: true })
  estimatedDelivery!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
