import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Workspace } from '../accounts';

/** A line of the ledger: one change of what is on hand of a variant. Lines are only ever added. */
@Entity('stock_movement')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'stock_movement_workspace_fk' })
@Index('stock_movement_variant', ['workspaceId', 'variantId', 'id'])
@Check('stock_movement_delta', 'delta <> 0')
@Check('stock_movement_on_hand', 'on_hand >= 0')
export class StockMovement {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'stock_movement_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stock_movement_pk' })
  id!: string;

  @Column('uuid', { name: 'variant_id' })
  variantId!: string;

  @Column('integer')
  delta!: number;

  /** What was on hand after it. */
  @Column('integer', { name: 'on_hand' })
  onHand!: number;

  @Column('text')
  reason!: string;

  /** What it belongs to, e.g. an order's id. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;
}
