import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { type RefundState } from './payment-states';
import { Payment } from './payment.entity';

/** What goes back to the buyer of a payment that is captured, or will be. */
@Entity('refund')
@ForeignKey(() => Payment, ['workspaceId', 'paymentId'], ['workspaceId', 'id'], { name: 'refund_payment_fk' })
@Unique('refund_reference', ['workspaceId', 'paymentId', 'reference'])
@Check('refund_amount', 'amount > 0')
@Check('refund_state', "state IN ('pending', 'done', 'failed')")
export class Refund {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'refund_pk' })
  workspaceId!: string;

  /** Also the key under which the provider is asked. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refund_pk' })
  id!: string;

  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  /** Who wants it; null where all of the payment is to go back. */
  @Column('uuid', { nullable: true })
  reference!: string | null;

  /** In minor units. */
  @Column('bigint')
  amount!: number;

  @Column('text', { default: 'pending' })
  state!: RefundState;

  @Column('text', { name: 'provider_ref', nullable: true })
  providerRef!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
