import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { User, Workspace } from '../accounts';

/** What somebody means to buy. */
@Entity('cart')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'cart_workspace_fk' })
@ForeignKey(() => User, ['workspaceId', 'userId'], ['workspaceId', 'id'], { name: 'cart_user_fk' })
@Index('cart_open_of_user', { synchronize: false })
@Index('cart_expiry', { synchronize: false })
@Check('cart_state', "state IN ('open', 'ordered')")
export class Cart {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'cart_pk' })
  workspaceId!: string;

  /** Random, and a secret: whoever knows that of an anonymous cart may use it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cart_pk' })
  id!: string;

  /** Whose it is, alone; null: it is anonymous. A user has one open cart. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  /** Once it is ordered nothing changes it any more. */
  @Column('text', { default: 'open' })
  state!: 'open' | 'ordered';

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  /** From when on the sweep takes it away, if it is still open. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
