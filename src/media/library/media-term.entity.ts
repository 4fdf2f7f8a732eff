import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A folder, tag or word that items have which are not deleted, and how many have it. Triggers of media write it. */
@Entity('media_term')
@Index('media_term_words', { synchronize: false })
@Index('media_term_tags', { synchronize: false })
@Check('media_term_kind', "kind IN ('folder', 'tag', 'word')")
export class MediaTerm {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'media_term_pk' })
  workspaceId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'media_term_pk' })
  kind!: 'folder' | 'tag' | 'word';

  @PrimaryColumn('text', { primaryKeyConstraintName: 'media_term_pk' })
  name!: string;

  /** Counts of one term are the sum of its shards, so that nobody waits to count. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'media_term_pk' })
  shard!: string;

  @Column('integer', { name: 'media_count' })
  mediaCount!: number;

  /** The name as it is compared with what someone types. */
  @Column({
    type: 'text',
    asExpression: 'media_folded(name)',
    generatedType: 'STORED',
    nullable: true,
    insert: false,
    update: false,
  })
  folded!: string;
}
