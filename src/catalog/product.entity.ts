import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';
import { Category } from './category.entity';

export enum ProductStatus {
  DRAFT = 'DRAFT',
  ACTIVE = 'ACTIVE',
  ARCHIVED = 'ARCHIVED',
}

@Entity('product')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'product_workspace_fk' })
@ForeignKey(() => Category, ['workspaceId', 'categoryId'], ['workspaceId', 'id'], {
  name: 'product_category_fk',
})
@Unique('product_slug', ['workspaceId', 'slug'])
@Index('product_newest', { synchronize: false })
@Index('product_of_category', { synchronize: false })
@Check('product_status', "status IN ('DRAFT', 'ACTIVE', 'ARCHIVED')")
export class Product {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'product_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'product_pk' })
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { default: ProductStatus.DRAFT })
  status!: ProductStatus;

  @Column('text', { nullable: true })
  brand!: string | null;

  @Column('uuid', { name: 'category_id', nullable: true })
  categoryId!: string | null;

  @Column('text', { array: true, default: [] })
  tags!: string[];

  @Column('jsonb', { nullable: true })
  attributes!: object | null;

  @Column('text', { name: 'seo_title', nullable: true })
  seoTitle!: string | null;

  @Column('text', { name: 'seo_description', nullable: true })
  seoDescription!: string | null;

  @Column('boolean', { default: false })
  featured!: boolean;

  @Column('boolean', { default: false })
  digital!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
