import { Entity, PrimaryColumn } from 'typeorm';

/** The items of a tag in the order of the library, without the deleted ones. Triggers of media write it. */
@Entity('media_tag')
export class MediaTag {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'media_tag_pk' })
  workspaceId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'media_tag_pk' })
  tag!: string;

  @PrimaryColumn('timestamptz', { name: 'created_at', primaryKeyConstraintName: 'media_tag_pk' })
  createdAt!: Date;

  @PrimaryColumn('uuid', { name: 'media_id', primaryKeyConstraintName: 'media_tag_pk' })
  mediaId!: string;
}
