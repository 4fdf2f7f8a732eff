import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { type ProviderState } from '../payment-states';

/** A payment as the test provider remembers it. */
@Entity('test_payment')
@Unique('test_payment_ref', ['ref'])
@Check('test_payment_state', "state IN ('action_required', 'authorized', 'captured', 'voided', 'declined')")
@Check(
  'test_payment_refunded',
  "0 <= refunded AND refunded <= amount AND (refunded = 0 OR state = 'captured')",
)
export class TestPayment {
  /** Under which it was asked for. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'test_payment_pk' })
  key!: string;

  @Column('text')
  ref!: string;

  @Column('text')
  token!: string;

  /** Whose account it is there, for its messages. */
  @Column('text')
  account!: string;

  @Column('bigint')
  amount!: number;

  @Column('text', { name: 'currency_code' })
  currencyCode!: string;

  @Column('text')
  state!: ProviderState;

  @Column('bigint', { default: 0 })
  refunded!: number;

  @Column('integer', { name: 'authorize_calls', default: 0 })
  authorizeCalls!: number;

  @Column('integer', { name: 'capture_calls', default: 0 })
  captureCalls!: number;

  @Column('integer', { name: 'void_calls', default: 0 })
  voidCalls!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
