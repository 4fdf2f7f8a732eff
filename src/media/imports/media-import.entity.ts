import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { User } from '../../accounts';
import { type DuplicateMode } from '../intake/duplicate-mode';
import { type MediaDetails } from '../library/media-details';
import { Media } from '../library/media.entity';
import { ImportStatus } from './import-status';
import { type SourceKind } from './import-source';

/** Bytes on their way into the library from elsewhere, with the work that they need and what came of it. */
@Entity('media_import')
@ForeignKey(() => User, ['workspaceId', 'requestedBy'], ['workspaceId', 'id'], {
  name: 'media_import_requested_by_fk',
})
@ForeignKey(() => Media, ['workspaceId', 'mediaId'], ['workspaceId', 'id'], {
  name: 'media_import_media_fk',
  onDelete: 'SET NULL',
})
@Index('media_import_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('media_import_unfinished', ['workspaceId'], { where: 'due_at IS NOT NULL' })
@Index('media_import_finished', ['finishedAt', 'id'], { where: 'finished_at IS NOT NULL' })
@Index('media_import_media', ['workspaceId', 'mediaId'], { where: 'media_id IS NOT NULL' })
@Check('media_import_source_kind', "source_kind IN ('url')")
@Check('media_import_on_duplicate', "on_duplicate IN ('REUSE', 'COPY')")
@Check('media_import_status', "status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED')")
@Check('media_import_progress', 'progress BETWEEN 0 AND 1')
@Check(
  'media_import_end',
  "(finished_at IS NOT NULL) = (status IN ('COMPLETED', 'FAILED')) AND (finished_at IS NULL) = (due_at IS NOT NULL)",
)
export class MediaImport {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'media_import_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'media_import_pk' })
  id!: string;

  @Column('text', { name: 'source_kind' })
  sourceKind!: SourceKind;

  /** As it was given. */
  @Column('text')
  source!: string;

  /** Made safe; null: what the source calls it. */
  @Column('text', { nullable: true })
  filename!: string | null;

  @Column('jsonb', { default: {} })
  details!: MediaDetails;

  @Column('text', { name: 'on_duplicate' })
  onDuplicate!: DuplicateMode;

  @Column('uuid', { name: 'requested_by' })
  requestedBy!: string;

  @Column('text', { default: ImportStatus.PENDING })
  status!: ImportStatus;

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

  /** What it became; null until it is COMPLETED, and again once that was purged. */
  @Column('uuid', { name: 'media_id', nullable: true })
  mediaId!: string | null;

  @Column('boolean', { nullable: true })
  deduplicated!: boolean | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
