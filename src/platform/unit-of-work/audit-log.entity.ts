import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What was changed, by whom, when and from where. Rows are only ever added. */
@Entity('audit_log')
@Check('audit_log_actor_kind', "actor_kind IN ('user', 'anonymous', 'system')")
@Index('audit_log_subject', ['workspaceId', 'subjectId', 'at', 'id'])
@Index('audit_log_operation', ['workspaceId', 'operationId'])
@Index('audit_log_action', ['workspaceId', 'subjectType', 'action', 'at', 'id'])
@Index('audit_log_actor', ['workspaceId', 'actorId', 'subjectType', 'action', 'at', 'id'], {
  where: 'actor_id IS NOT NULL',
})
export class AuditLog {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'audit_log_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_log_pk' })
  id!: string;

  /** Ties together what one unit of work changed. */
  @Column('uuid', { name: 'operation_id' })
  operationId!: string;

  /** What happened, `<noun>.<verb>`. */
  @Column('text')
  action!: string;

  @Column('text', { name: 'subject_type' })
  subjectType!: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('text', { name: 'actor_kind' })
  actorKind!: 'user' | 'anonymous' | 'system';

  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  /** Which part of the system it was, where it was no user. */
  @Column('text', { name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Column('jsonb', { nullable: true })
  before!: object | null;

  @Column('jsonb', { nullable: true })
  after!: object | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;
}
