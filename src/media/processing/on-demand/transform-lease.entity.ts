import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Content } from '../../content/content.entity';

/**
 * Who makes a rendition just now, or why it could not be made. It counts until `leasedUntil`; after that anyone may
 * try.
 */
@Entity('transform_lease')
@ForeignKey(() => Content, ['workspaceId', 'contentId'], ['workspaceId', 'id'], {
  name: 'transform_lease_content_fk',
  onDelete: 'CASCADE',
})
@Index('transform_lease_until', ['leasedUntil'])
@Check('transform_lease_error', '(error_code IS NULL) = (error_message IS NULL)')
export class TransformLease {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'transform_lease_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'content_id', primaryKeyConstraintName: 'transform_lease_pk' })
  contentId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'transform_lease_pk' })
  recipe!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'transform_lease_pk' })
  transform!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'transform_lease_pk' })
  format!: string;

  /** Also part of the storage key of what is made under the lease, so no other file is ever overwritten by it. */
  @Column('uuid', { name: 'lease_id' })
  leaseId!: string;

  @Column('timestamptz', { name: 'leased_until' })
  leasedUntil!: Date;

  /** Set where it could not be made. */
  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;
}
