import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';

export enum DiscountKind {
  PERCENT = 'PERCENT',
  FIXED = 'FIXED',
}

/** A code that takes something off the goods of an order. */
@Entity('discount')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'discount_workspace_fk' })
@Unique('discount_code', ['workspaceId', 'code'])
@Check('discount_code_shape', "code ~ '^[A-Z0-9][A-Z0-9_-]{1,39}$'")
@Check('discount_kind', "kind IN ('PERCENT', 'FIXED')")
@Check('discount_value', "value > 0 AND (kind <> 'PERCENT' OR value <= 100000)")
@Check('discount_uses', 'uses >= 0 AND (max_uses IS NULL OR uses <= max_uses)')
@Check('discount_max_uses', 'max_uses > 0')
export class Discount {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'discount_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'discount_pk' })
  id!: string;

  /** In capitals; buyers may write it as they like. */
  @Column('text')
  code!: string;

  @Column('text')
  kind!: DiscountKind;

  /** Thousandths of a percent, or minor units of the workspace's currency. */
  @Column('bigint')
  value!: number;

  /** Minor units; for orders whose goods cost at least so much. */
  @Column('bigint', { name: 'minimum_subtotal', nullable: true })
  minimumSubtotal!: number | null;

  @Column('integer', { name: 'max_uses', nullable: true })
  maxUses!: number | null;

  /** One order for each e-mail address. */
  @Column('boolean', { name: 'once_per_buyer', default: false })
  oncePerBuyer!: boolean;

  /** Orders that used it, cancelled ones left out. */
  @Column('integer', { default: 0 })
  uses!: number;

  @Column('timestamptz', { name: 'starts_at', nullable: true })
  startsAt!: Date | null;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
