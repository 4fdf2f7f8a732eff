import { Field, Float, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { MoneyInput } from '../platform/graphql/money.type';
import { Decimal } from '../platform/graphql/scalars/decimal';
import { Json } from '../platform/graphql/scalars/json';
import { MediaAttachItemInput } from '../media/api';
import { ProductSortKey } from './list-products';
import { ProductStatus } from './product.entity';

registerEnumType(ProductSortKey, { name: 'ProductSortKey' });

@InputType()
export class SeoInput {
  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;
}

@InputType()
export class SelectedOptionInput {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@InputType({ description: 'Millimetres.' })
export class DimensionsInput {
  @Field(() => Float)
  length!: number;

  @Field(() => Float)
  width!: number;

  @Field(() => Float)
  height!: number;
}

@InputType({ description: 'Left out keeps, null clears.' })
export class ProductVariantInput {
  @Field(() => ID, { nullable: true, description: 'Given: change that variant; left out: add one.' })
  id?: string | null;

  @Field(() => String, { nullable: true })
  sku?: string | null;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => [SelectedOptionInput], { nullable: true })
  options?: SelectedOptionInput[] | null;

  @Field(() => MoneyInput, { nullable: true })
  price?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true })
  compareAtPrice?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true })
  costPrice?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'Only when adding: the opening stock.' })
  onHand?: number | null;

  @Field(() => Int, { nullable: true })
  minLevel?: number | null;

  @Field(() => Float, { nullable: true, description: 'Grams.' })
  weight?: number | null;

  @Field(() => DimensionsInput, { nullable: true })
  dimensions?: DimensionsInput | null;
}

@InputType({ description: 'Left out keeps, null clears.' })
export class ProductInput {
  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'Made from the title when a new product has none.' })
  slug?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => ProductStatus, { nullable: true })
  status?: ProductStatus | null;

  @Field(() => String, { nullable: true })
  brand?: string | null;

  @Field(() => ID, { nullable: true })
  categoryId?: string | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;

  @Field(() => Json, { nullable: true })
  attributes?: object | null;

  @Field(() => SeoInput, { nullable: true })
  seo?: SeoInput | null;

  @Field(() => Boolean, { nullable: true })
  featured?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  digital?: boolean | null;

  @Field(() => [ProductVariantInput], { nullable: true })
  variants?: ProductVariantInput[] | null;

  @Field(() => [ID], { nullable: true })
  variantsRemove?: string[] | null;

  @Field(() => [MediaAttachItemInput], {
    nullable: true,
    description: "The product's media in order, replacing what there is.",
  })
  media?: MediaAttachItemInput[] | null;
}

@InputType({ description: 'What is left out, null or an empty list restricts nothing.' })
export class ProductFilterInput {
  @Field(() => [ProductStatus], { nullable: true })
  statuses?: ProductStatus[] | null;

  @Field(() => String, { nullable: true, description: 'In this category or in one within it.' })
  categorySlug?: string | null;

  @Field(() => [String], { nullable: true })
  brands?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'All of them.' })
  tags?: string[] | null;

  @Field(() => Boolean, { nullable: true })
  featured?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  inStock?: boolean | null;

  @Field(() => Decimal, { nullable: true })
  minPrice?: string | null;

  @Field(() => Decimal, { nullable: true })
  maxPrice?: string | null;
}
