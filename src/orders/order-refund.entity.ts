import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { type ItemQuantity } from './order-fulfillment.entity';
import { Order } from './order.entity';

/** What was given back of an order, and for what. The money moves by the refund of the same id in payments. */
@Entity('order_refund')
@ForeignKey(() => Order, ['workspaceId', 'orderId'], ['workspaceId', 'id'], { name: 'order_refund_order_fk' })
@Index('order_refund_of_order', ['workspaceId', 'orderId', 'id'])
@Check('order_refund_amount', 'amount >= 0')
export class OrderRefund {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'order_refund_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'order_refund_pk' })
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  /** Minor units of the order's currency. */
  @Column('bigint')
  amount!: number;

  @Column('jsonb')
  lines!: ItemQuantity[];

  @Column('boolean')
  restocked!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
