import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Discount } from './discount.entity';

/** That an order used a discount; it goes when the order is cancelled. */
@Entity('discount_use')
@ForeignKey(() => Discount, ['workspaceId', 'discountId'], ['workspaceId', 'id'], {
  name: 'discount_use_discount_fk',
  onDelete: 'CASCADE',
})
@Index('discount_use_buyer', ['workspaceId', 'discountId', 'email'])
export class DiscountUse {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'discount_use_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'discount_use_pk' })
  orderId!: string;

  @Column('uuid', { name: 'discount_id' })
  discountId!: string;

  /** In lower case. */
  @Column('text')
  email!: string;
}
