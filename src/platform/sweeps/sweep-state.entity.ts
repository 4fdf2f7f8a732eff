import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a sweep is due, who runs it, and how its last run ended. */
@Entity('sweep')
export class SweepState {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sweep_pk' })
  name!: string;

  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  @Column('uuid', { name: 'lease_id', nullable: true })
  leaseId!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('timestamptz', { name: 'last_started_at', nullable: true })
  lastStartedAt!: Date | null;

  /** null until a run has ended; one that was interrupted has not. */
  @Column('timestamptz', { name: 'last_ended_at', nullable: true })
  lastEndedAt!: Date | null;

  @Column('bigint', { name: 'last_findings', nullable: true })
  lastFindings!: number | null;

  /** null where the last run ended well. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('bigint', { name: 'total_findings', default: 0 })
  totalFindings!: number;

  @Column('bigint', { name: 'total_failures', default: 0 })
  totalFailures!: number;
}
