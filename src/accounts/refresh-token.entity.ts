import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Session } from './session.entity';

/** A refresh token of a session's family. The token itself is known to its holder alone. */
@Entity('refresh_token')
@ForeignKey(() => Session, ['workspaceId', 'sessionId'], ['workspaceId', 'id'], {
  name: 'refresh_token_session_fk',
  onDelete: 'CASCADE',
})
@Unique('refresh_token_hash_unique', ['workspaceId', 'tokenHash'])
@Index('refresh_token_session', ['workspaceId', 'sessionId'])
export class RefreshToken {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'refresh_token_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refresh_token_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  /** SHA-256 of the token. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('timestamptz', { name: 'issued_at', default: () => 'now()' })
  issuedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** When it was first exchanged for a new one. */
  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
