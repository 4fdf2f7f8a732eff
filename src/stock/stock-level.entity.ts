import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Workspace } from '../accounts';

/** What is on hand of a variant, and how much of it is held for buyers who are paying just now. */
@Entity('stock_level')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'stock_level_workspace_fk' })
@Index('stock_level_low', { synchronize: false })
@Check('stock_level_bounds', '0 <= reserved AND reserved <= on_hand')
@Check('stock_level_min_level', 'min_level >= 0')
export class StockLevel {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'stock_level_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'variant_id', primaryKeyConstraintName: 'stock_level_pk' })
  variantId!: string;

  @Column('integer', { name: 'on_hand' })
  onHand!: number;

  @Column('integer', { default: 0 })
  reserved!: number;

  /** From here downwards it is low. */
  @Column('integer', { name: 'min_level', default: 0 })
  minLevel!: number;

  /** Rises with every change, sales included. */
  @Column('integer', { default: 1 })
  version!: number;

  /** Whether it is low: for the index of those that are. */
  @Column({
    type: 'boolean',
    asExpression: '((on_hand - reserved) <= min_level)',
    generatedType: 'STORED',
    nullable: true,
    insert: false,
    update: false,
  })
  low!: boolean;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
