import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { type KeptImage } from '../media';
import { Order } from './order.entity';

/** What was bought, as it was when it was bought. */
@Entity('order_item')
@ForeignKey(() => Order, ['workspaceId', 'orderId'], ['workspaceId', 'id'], { name: 'order_item_order_fk' })
@Index('order_item_of_order', ['workspaceId', 'orderId', 'position'])
@Check('order_item_price', 'unit_price >= 0')
@Check('order_item_image', 'image_content_id IS NOT NULL OR (image_alt IS NULL AND image_focal IS NULL)')
@Check(
  'order_item_quantities',
  `quantity > 0 AND 0 <= fulfilled_quantity AND 0 <= dropped_quantity AND dropped_quantity <= refunded_quantity
    AND refunded_quantity <= quantity AND fulfilled_quantity + dropped_quantity <= quantity`,
)
export class OrderItem {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'order_item_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'order_item_pk' })
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('integer')
  position!: number;

  /** It may be gone by now. */
  @Column('uuid', { name: 'variant_id' })
  variantId!: string;

  @Column('text', { name: 'product_title' })
  productTitle!: string;

  @Column('text', { name: 'variant_title' })
  variantTitle!: string;

  @Column('text')
  sku!: string;

  /** Minor units of the order's currency. */
  @Column('bigint', { name: 'unit_price' })
  unitPrice!: number;

  @Column('integer')
  quantity!: number;

  /** It took no stock. */
  @Column('boolean')
  digital!: boolean;

  @Column('integer', { name: 'fulfilled_quantity', default: 0 })
  fulfilledQuantity!: number;

  @Column('integer', { name: 'refunded_quantity', default: 0 })
  refundedQuantity!: number;

  /** Of those refunded: what had not been sent, and never will be. */
  @Column('integer', { name: 'dropped_quantity', default: 0 })
  droppedQuantity!: number;

  /** A content that is pinned for the order; null where the variant showed no picture. */
  @Column('uuid', { name: 'image_content_id', nullable: true })
  imageContentId!: string | null;

  @Column('text', { name: 'image_alt', nullable: true })
  imageAlt!: string | null;

  @Column('jsonb', { name: 'image_focal', nullable: true })
  imageFocal!: KeptImage['focalPoint'];
}
