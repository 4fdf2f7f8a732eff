import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Content } from './content.entity';

/** Somebody outside of the library shows a content as it was: it is kept and delivered as long as they have it. */
@Entity('content_pin')
@ForeignKey(() => Content, ['workspaceId', 'contentId'], ['workspaceId', 'id'], {
  name: 'content_pin_content_fk',
})
@Index('content_pin_holder', ['workspaceId', 'holderType', 'holderId'])
export class ContentPin {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'content_pin_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { name: 'content_id', primaryKeyConstraintName: 'content_pin_pk' })
  contentId!: string;

  /** What the holder's module calls it, e.g. orderItem. */
  @PrimaryColumn('text', { name: 'holder_type', primaryKeyConstraintName: 'content_pin_pk' })
  holderType!: string;

  @PrimaryColumn('uuid', { name: 'holder_id', primaryKeyConstraintName: 'content_pin_pk' })
  holderId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
