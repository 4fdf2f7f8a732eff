import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Workspace } from '../../accounts';

/** What a workspace may store where that is not what the configuration says; a null is. */
@Entity('media_quota')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'media_quota_workspace_fk' })
@Check('media_quota_workspace_bytes', 'workspace_bytes >= 0')
@Check('media_quota_user_bytes', 'user_bytes >= 0')
export class MediaQuota {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'media_quota_pk' })
  workspaceId!: string;

  /** The greatest bigint stands for no limit at all. */
  @Column('bigint', { name: 'workspace_bytes', nullable: true })
  workspaceBytes!: number | null;

  /** Of each user. */
  @Column('bigint', { name: 'user_bytes', nullable: true })
  userBytes!: number | null;
}
