import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Workspace } from '../accounts';

/** A way in which a workspace sends goods, at a flat price. Money is in minor units of the workspace's currency. */
@Entity('shipping_method')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'shipping_method_workspace_fk' })
@Check('shipping_method_price', 'price >= 0')
@Check('shipping_method_subtotals', 'minimum_subtotal >= 0 AND minimum_subtotal <= maximum_subtotal')
export class ShippingMethod {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'shipping_method_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'shipping_method_pk' })
  id!: string;

  @Column('text')
  title!: string;

  @Column('bigint')
  price!: number;

  /** Where it goes, by ISO 3166-1 alpha-2; everywhere when empty. */
  @Column('text', { array: true, default: [] })
  countries!: string[];

  /** Offered to baskets from this subtotal; null: from nothing. */
  @Column('bigint', { name: 'minimum_subtotal', nullable: true })
  minimumSubtotal!: number | null;

  /** Offered to baskets up to this subtotal; null: without end. */
  @Column('bigint', { name: 'maximum_subtotal', nullable: true })
  maximumSubtotal!: number | null;

  @Column('integer')
  position!: number;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
