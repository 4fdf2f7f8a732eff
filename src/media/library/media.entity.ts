import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { User } from '../../accounts';
import { Content } from '../content/content.entity';
import { type MediaType } from '../media-type';

/** A library item: what people name, describe and attach. Several may share a content. */
@Entity('media')
@ForeignKey(() => Content, ['workspaceId', 'contentId'], ['workspaceId', 'id'], { name: 'media_content_fk' })
@ForeignKey(() => User, ['workspaceId', 'uploadedBy'], ['workspaceId', 'id'], {
  name: 'media_uploaded_by_fk',
})
@Index('media_newest', { synchronize: false })
@Index('media_newest_of_type', { synchronize: false })
@Index('media_newest_of_folder', { synchronize: false })
@Index('media_newest_of_uploader', { synchronize: false })
@Index('media_newest_deleted', { synchronize: false })
@Index('media_last_updated_deleted', { synchronize: false })
@Index('media_by_filename_deleted', { synchronize: false })
@Index('media_by_size_deleted', { synchronize: false })
@Index('media_last_updated', { synchronize: false })
@Index('media_by_filename', { synchronize: false })
@Index('media_by_size', { synchronize: false })
@Index('media_search', { synchronize: false })
@Index('media_content', ['workspaceId', 'contentId', 'createdAt', 'id'])
@Index('media_deleted', ['deletedAt', 'id'], { where: 'deleted_at IS NOT NULL' })
@Check(
  'media_focal_point',
  '(focal_x IS NULL) = (focal_y IS NULL) AND focal_x BETWEEN 0 AND 1 AND focal_y BETWEEN 0 AND 1',
)
export class Media {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'media_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'media_pk' })
  id!: string;

  @Column('uuid', { name: 'content_id' })
  contentId!: string;

  @Column('text', { name: 'media_type' })
  mediaType!: MediaType;

  @Column('bigint', { name: 'byte_size' })
  byteSize!: number;

  @Column('text')
  filename!: string;

  @Column('text', { nullable: true })
  alt!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true, default: [] })
  tags!: string[];

  /** '' is the library's root. */
  @Column('text', { default: '' })
  folder!: string;

  /** 0 (left) to 1 (right); with focalY, or not at all. */
  @Column('real', { name: 'focal_x', nullable: true })
  focalX!: number | null;

  /** 0 (top) to 1 (bottom). */
  @Column('real', { name: 'focal_y', nullable: true })
  focalY!: number | null;

  @Column('uuid', { name: 'uploaded_by', nullable: true })
  uploadedBy!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  /** The words of it all, as a search finds them. */
  @Column({
    type: 'tsvector',
    asExpression: 'media_words(workspace_id, filename, alt, description, tags)',
    generatedType: 'STORED',
    insert: false,
    update: false,
  })
  search!: string;
}
