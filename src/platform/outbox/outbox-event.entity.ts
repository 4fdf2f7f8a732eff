import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event that was committed and not yet handed on; the relay takes the row away once it was. */
@Entity('outbox_event')
export class OutboxEvent {
  /** A UUID of version 7: rows lie in the order of their making, which is not the order of their commits. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outbox_event_pk' })
  id!: string;

  @Column('uuid', { name: 'workspace_id' })
  workspaceId!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  payload!: object;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('integer', { default: 0 })
  attempts!: number;
}
