import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Content } from './content.entity';

/** A file of a content that no row speaks of any more, until it is taken away. Its key is never used again. */
@Entity('discarded_file')
@ForeignKey(() => Content, ['workspaceId', 'contentId'], ['workspaceId', 'id'], {
  name: 'discarded_file_content_fk',
  onDelete: 'CASCADE',
})
@Index('discarded_file_at', ['discardedAt'])
export class DiscardedFile {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'discarded_file_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'content_id', primaryKeyConstraintName: 'discarded_file_pk' })
  contentId!: string;

  @PrimaryColumn('text', { name: 'storage_key', primaryKeyConstraintName: 'discarded_file_pk' })
  storageKey!: string;

  @Column('timestamptz', { name: 'discarded_at', default: () => 'now()' })
  discardedAt!: Date;
}
