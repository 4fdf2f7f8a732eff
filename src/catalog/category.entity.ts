import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';

/** A place in the workspace's tree of categories. */
@Entity('category')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'category_workspace_fk' })
@ForeignKey(() => Category, ['workspaceId', 'parentId'], ['workspaceId', 'id'], {
  name: 'category_parent_fk',
})
@Unique('category_slug', ['workspaceId', 'slug'])
@Index('category_children', ['workspaceId', 'parentId', 'position'])
@Check('category_not_within_itself', 'parent_id <> id')
export class Category {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'category_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'category_pk' })
  id!: string;

  /** null: one of the tree's roots. */
  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('text')
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { name: 'seo_title', nullable: true })
  seoTitle!: string | null;

  @Column('text', { name: 'seo_description', nullable: true })
  seoDescription!: string | null;

  /** Siblings are in this order, then in that of their titles. */
  @Column('integer')
  position!: number;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
