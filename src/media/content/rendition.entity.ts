import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Content } from './content.entity';

/** One file made from a content: by a recipe, a canonical transform and a format. Its bytes never change. */
@Entity('rendition')
@ForeignKey(() => Content, ['workspaceId', 'contentId'], ['workspaceId', 'id'], {
  name: 'rendition_content_fk',
  onDelete: 'CASCADE',
})
@Index('rendition_on_demand', { synchronize: false })
@Index('rendition_used', ['usedAt'], { where: 'on_demand' })
@Check('rendition_used_at', 'on_demand = (used_at IS NOT NULL)')
export class Rendition {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'rendition_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'content_id', primaryKeyConstraintName: 'rendition_pk' })
  contentId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'rendition_pk' })
  recipe!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'rendition_pk' })
  transform!: string;

  /** File extension: webp, jpg, png, avif. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rendition_pk' })
  format!: string;

  @Column('integer')
  width!: number;

  @Column('integer')
  height!: number;

  @Column('bigint', { name: 'byte_size' })
  byteSize!: number;

  @Column('bytea')
  sha256!: Buffer;

  @Column('text', { name: 'storage_key' })
  storageKey!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Made when it was first asked for, and kept while it is used. */
  @Column('boolean', { name: 'on_demand', default: false })
  onDemand!: boolean;

  /** When it was last delivered, to the hour; of those made on demand alone. */
  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
