import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Media } from '../library/media.entity';

/** A library item in a role of an entity, at a place. */
@Entity('attachment')
@ForeignKey(() => Media, ['workspaceId', 'mediaId'], ['workspaceId', 'id'], { name: 'attachment_media_fk' })
@Unique('attachment_once', ['workspaceId', 'entityType', 'entityId', 'role', 'mediaId'], {
  deferrable: 'INITIALLY DEFERRED',
})
@Index('attachment_primary', ['workspaceId', 'entityType', 'entityId'], { unique: true, where: 'is_primary' })
@Index('attachment_media', ['workspaceId', 'mediaId', 'id'])
@Check('attachment_position', 'position >= 0')
export class Attachment {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'attachment_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attachment_pk' })
  id!: string;

  @Column('text', { name: 'entity_type' })
  entityType!: string;

  @Column('uuid', { name: 'entity_id' })
  entityId!: string;

  @Column('text')
  role!: string;

  /** Rising within the entity and role; readers count it anew, as deleted media leave gaps. */
  @Column('integer')
  position!: number;

  @Column('boolean', { name: 'is_primary', default: false })
  isPrimary!: boolean;

  @Column('uuid', { name: 'media_id' })
  mediaId!: string;

  @Column('text', { nullable: true })
  alt!: string | null;

  @Column('text', { nullable: true })
  caption!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
