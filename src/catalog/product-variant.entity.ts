import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Product } from './product.entity';

export interface SelectedOption {
  readonly name: string;
  readonly value: string;
}

/** What is bought: a product in one of its shapes. Money is in minor units of the workspace's currency. */
@Entity('product_variant')
@ForeignKey(() => Product, ['workspaceId', 'productId'], ['workspaceId', 'id'], {
  name: 'product_variant_product_fk',
})
@Unique('product_variant_sku', ['workspaceId', 'sku'])
@Index('product_variant_product', ['workspaceId', 'productId', 'position', 'id'])
@Check('product_variant_prices', 'price >= 0 AND compare_at_price >= 0 AND cost_price >= 0')
@Check('product_variant_weight', 'weight >= 0')
@Check('product_variant_dimensions', 'length >= 0 AND width >= 0 AND height >= 0')
export class ProductVariant {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'product_variant_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'product_variant_pk' })
  id!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('text')
  sku!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: [] })
  options!: SelectedOption[];

  @Column('bigint')
  price!: number;

  @Column('bigint', { name: 'compare_at_price', nullable: true })
  compareAtPrice!: number | null;

  @Column('bigint', { name: 'cost_price', nullable: true })
  costPrice!: number | null;

  /** Grams. */
  @Column('double precision', { nullable: true })
  weight!: number | null;

  /** Millimetres, as width and height. */
  @Column('double precision', { nullable: true })
  length!: number | null;

  @Column('double precision', { nullable: true })
  width!: number | null;

  @Column('double precision', { nullable: true })
  height!: number | null;

  @Column('integer')
  position!: number;

  @Column('integer', { default: 1 })
  version!: number;
}
