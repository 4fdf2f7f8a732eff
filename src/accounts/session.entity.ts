import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { User } from './user.entity';

/** One sign-in, on one device; its refresh tokens are one family and end with it. */
@Entity('session')
@ForeignKey(() => User, ['workspaceId', 'userId'], ['workspaceId', 'id'], {
  name: 'session_user_fk',
  onDelete: 'CASCADE',
})
@Index('session_of_user', ['workspaceId', 'userId'])
export class Session {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'session_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_pk' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** When its newest refresh token runs out. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** Set by a logout, and by the replay of a used refresh token. */
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;
}
