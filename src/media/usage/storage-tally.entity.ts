import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Workspace } from '../../accounts';

/** How much of a quota is used: changed with what it counts, in the same commit, by `charge-storage.ts` alone. */
@Entity('storage_tally')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'storage_tally_workspace_fk' })
export class StorageTally {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'storage_tally_pk' })
  workspaceId!: string;

  /** A user's id, or the workspace's own. */
  @PrimaryColumn('uuid', { name: 'owner_id', primaryKeyConstraintName: 'storage_tally_pk' })
  ownerId!: string;

  @Column('bigint', { name: 'used_bytes' })
  usedBytes!: number;
}
