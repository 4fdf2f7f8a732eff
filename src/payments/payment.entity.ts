import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';
import { type ObservedState, type WantedState } from './payment-states';

/** What a buyer has to do for a payment, e.g. to confirm it with their bank. */
export interface RequiredAction {
  /** For the provider's own script in the buyer's browser. */
  readonly clientSecret: string | null;
  /** Where the buyer does it. */
  readonly redirectUrl: string | null;
}

/** What a buyer pays: what we want of the provider, and what we have seen there. */
@Entity('payment')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'payment_workspace_fk' })
@Unique('payment_reference', ['workspaceId', 'reference'])
@Unique('payment_provider_ref', ['workspaceId', 'provider', 'providerRef'])
@Index('payment_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Check('payment_amount', 'amount > 0')
@Check('payment_wanted', "wanted IN ('authorized', 'captured', 'voided')")
@Check(
  'payment_observed',
  "observed IN ('none', 'action_required', 'processing', 'authorized', 'captured', 'voided', 'declined', 'failed')",
)
@Check('payment_refunded', "0 <= refunded AND refunded <= amount AND (refunded = 0 OR observed = 'captured')")
@Check('payment_token', "(token IS NOT NULL) = (observed = 'none')")
@Check('payment_action', "action IS NULL OR observed = 'action_required'")
export class Payment {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'payment_pk' })
  workspaceId!: string;

  /** Also the key under which the provider is asked. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'payment_pk' })
  id!: string;

  /** Who wants it, e.g. an attempt to order. */
  @Column('uuid')
  reference!: string;

  @Column('text')
  provider!: string;

  /** What the provider calls it. */
  @Column('text', { name: 'provider_ref', nullable: true })
  providerRef!: string | null;

  /** What stands for the buyer's card; gone once the provider has answered. */
  @Column('text', { nullable: true })
  token!: string | null;

  @Column('text')
  email!: string;

  /** In minor units. */
  @Column('bigint')
  amount!: number;

  @Column('text', { name: 'currency_code' })
  currencyCode!: string;

  @Column('text', { default: 'authorized' })
  wanted!: WantedState;

  @Column('text', { default: 'none' })
  observed!: ObservedState;

  @Column('jsonb', { nullable: true })
  action!: RequiredAction | null;

  /** What the provider has given back. */
  @Column('bigint', { default: 0 })
  refunded!: number;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  /** A sentence that the buyer may read. */
  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** Tries since something last came of one. */
  @Column('integer', { default: 0 })
  attempts!: number;

  /** From when on something is to be done; null where nothing is. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('uuid', { name: 'lease_id', nullable: true })
  leaseId!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
