import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Workspace } from '../accounts';

/** Stock of a variant that is held for somebody until it is taken or let go: a part of the level's `reserved`. */
@Entity('stock_reservation')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'stock_reservation_workspace_fk' })
@Index('stock_reservation_variant', ['workspaceId', 'variantId'])
@Check('stock_reservation_quantity', 'quantity > 0')
export class StockReservation {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'stock_reservation_pk' })
  workspaceId!: string;

  /** Whom it is held for, e.g. the attempt to place an order. */
  @PrimaryColumn('uuid', { name: 'holder_id', primaryKeyConstraintName: 'stock_reservation_pk' })
  holderId!: string;

  @PrimaryColumn('uuid', { name: 'variant_id', primaryKeyConstraintName: 'stock_reservation_pk' })
  variantId!: string;

  @Column('integer')
  quantity!: number;

  /** When the holder is expected to have let it go; the holder's own clock does it. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
