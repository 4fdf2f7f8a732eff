import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Workspace } from '../../accounts';
import { MediaStatus, type MediaType } from '../media-type';

/**
 * Whether the bytes may be used. A content without references is condemned, after a grace it is deleting, then
 * its bytes go and then its row; an upload of the same bytes revives a condemned one, never a deleting one.
 */
export type ContentState = 'live' | 'condemned' | 'deleting';

/** What processing found out about an image; sizes in pixels, after its EXIF rotation. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  readonly hasAlpha: boolean;
  /** Base64. */
  readonly thumbhash: string;
  /** #rrggbb */
  readonly dominantColor: string;
}

/** What intake found out about a text. */
export interface TextFacts {
  /** As HTTP calls it. */
  readonly charset: string;
}

/** Distinct bytes of a workspace, with the work that they need and what is known of them. */
@Entity('content')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'content_workspace_fk' })
@Index('content_sha256', ['workspaceId', 'sha256'], { unique: true, where: "state <> 'deleting'" })
@Index('content_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('content_recipe', ['mediaType', 'recipe', 'id'], { where: 'recipe IS NOT NULL' })
@Index('content_unfinished', ['workspaceId', 'status', 'id'], { where: "status <> 'COMPLETED'" })
@Index('content_condemned', ['condemnedAt', 'id'], { where: "state <> 'live'" })
@Check('content_sha256_length', 'length(sha256) = 32')
@Check('content_byte_size_positive', 'byte_size > 0')
@Check('content_media_type', "media_type IN ('IMAGE', 'VIDEO', 'AUDIO', 'MODEL_3D', 'DOCUMENT')")
@Check('content_state', "state IN ('live', 'condemned', 'deleting')")
@Check('content_status', "status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')")
@Check('content_progress', 'progress BETWEEN 0 AND 1')
@Check('content_published', "recipe IS NULL OR status = 'COMPLETED'")
export class Content {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'content_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_pk' })
  id!: string;

  @Column('bytea')
  sha256!: Buffer;

  @Column('bigint', { name: 'byte_size' })
  byteSize!: number;

  @Column('text', { name: 'media_type' })
  mediaType!: MediaType;

  @Column('text', { name: 'mime_type' })
  mimeType!: string;

  @Column('text', { name: 'storage_key' })
  storageKey!: string;

  @Column('text', { default: 'live' })
  state!: ContentState;

  @Column('timestamptz', { name: 'condemned_at', nullable: true })
  condemnedAt!: Date | null;

  @Column('text', { default: MediaStatus.PENDING })
  status!: MediaStatus;

  @Column('real', { default: 0 })
  progress!: number;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** From when on the work is to be done; null once nothing is. */
  @Column('timestamptz', { name: 'due_at', nullable: true, default: () => 'now()' })
  dueAt!: Date | null;

  @Column('uuid', { name: 'lease_id', nullable: true })
  leaseId!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** The recipe whose outputs are published, which makes it COMPLETED from then on; null until some are. */
  @Column('integer', { nullable: true })
  recipe!: number | null;

  /** The recipe of the last try that has not succeeded; null where none was, or work was renewed since. */
  @Column('integer', { name: 'failed_recipe', nullable: true })
  failedRecipe!: number | null;

  /** Empty until processed; then what is known of such a media type, e.g. ImageFacts. */
  @Column('jsonb', { default: {} })
  facts!: ImageFacts | TextFacts | Record<string, never>;

  /** Of all renditions that processing made of it; those made on demand are not in it. */
  @Column('bigint', { name: 'processed_bytes', default: 0 })
  processedBytes!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'processed_at', nullable: true })
  processedAt!: Date | null;
}
