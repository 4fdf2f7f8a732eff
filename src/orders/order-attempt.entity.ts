import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';
import { type UserFault } from '../platform/errors';
import { type Origin } from '../platform/unit-of-work/transaction';
import { type OrderRequest } from './order-request';
import { type Quote } from './quote';

export type AttemptState = 'claimed' | 'action' | 'placed' | 'failed';

/** A line of which there was not enough. */
export interface ShortLine {
  /** The cart line's. */
  readonly lineId: string;
  readonly requested: number;
  readonly available: number;
}

/** Why an attempt failed, as its buyer is told. */
export interface AttemptFailure {
  readonly faults: readonly UserFault[];
  readonly shortLines: readonly ShortLine[];
}

/**
 * An attempt to place an order: a claimed idempotency key. `claimed`: under way. `action`: the buyer has to do
 * something for the payment, and the stock is held. `placed` and `failed`: the end.
 */
@Entity('order_attempt')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'order_attempt_workspace_fk' })
@Unique('order_attempt_key', ['workspaceId', 'idempotencyKey'])
@Index('order_attempt_due', { synchronize: false })
@Index('order_attempt_of_cart', { synchronize: false })
@Index('order_attempt_of_payment', { synchronize: false })
@Check('order_attempt_state', "state IN ('claimed', 'action', 'placed', 'failed')")
@Check(
  'order_attempt_end',
  `(state = 'placed') = (order_id IS NOT NULL) AND (state = 'failed') = (failure IS NOT NULL)
    AND (state IN ('claimed', 'action')) = (due_at IS NOT NULL)`,
)
export class OrderAttempt {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'order_attempt_pk' })
  workspaceId!: string;

  /** Version 7, so that attempts sort by when they were made. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'order_attempt_pk' })
  id!: string;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  /** SHA-256 of all that was asked for, so that the key stands for nothing else. */
  @Column('bytea', { name: 'request_hash' })
  requestHash!: Buffer;

  @Column('uuid', { name: 'cart_id' })
  cartId!: string;

  @Column('integer', { name: 'cart_version' })
  cartVersion!: number;

  @Column('jsonb')
  request!: OrderRequest;

  /** What the buyer agreed to. */
  @Column('jsonb')
  quote!: Quote;

  /** Who asked for it, for the audit log: whoever places it does so in their name. */
  @Column('jsonb')
  origin!: Omit<Origin, 'workspaceId'>;

  @Column('text')
  state!: AttemptState;

  /** null where there is nothing to pay. */
  @Column('uuid', { name: 'payment_id', nullable: true })
  paymentId!: string | null;

  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  @Column('jsonb', { nullable: true })
  failure!: AttemptFailure | null;

  @Column('uuid', { name: 'lease_id', nullable: true })
  leaseId!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  /** When somebody has to look after it, if nobody does. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** Until then it is tried to place it; after that it is ended. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
