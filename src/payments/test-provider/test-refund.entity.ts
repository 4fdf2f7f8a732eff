import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { TestPayment } from './test-payment.entity';

/** A refund as the test provider remembers it. */
@Entity('test_refund')
@ForeignKey(() => TestPayment, ['paymentRef'], ['ref'], { name: 'test_refund_payment_fk' })
@Unique('test_refund_ref', ['ref'])
export class TestRefund {
  /** Under which it was asked for. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'test_refund_pk' })
  key!: string;

  @Column('text')
  ref!: string;

  @Column('text', { name: 'payment_ref' })
  paymentRef!: string;

  @Column('bigint')
  amount!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
