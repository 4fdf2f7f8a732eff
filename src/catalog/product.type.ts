import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../platform/graphql/connection.type';
import { Node } from '../platform/graphql/node.type';
import { Json } from '../platform/graphql/scalars/json';
import { UserError } from '../platform/graphql/user-error.type';
import { ProductStatus } from './product.entity';

registerEnumType(ProductStatus, { name: 'ProductStatus' });

@ObjectType()
export class Seo {
  @Field(() => String, { nullable: true })
  title!: string | null;

  @Field(() => String, { nullable: true })
  description!: string | null;
}

@ObjectType()
export class SelectedOption {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@ObjectType()
export class Weight {
  @Field(() => Float, { description: 'Grams.' })
  value!: number;
}

@ObjectType({ description: 'Millimetres.' })
export class Dimensions {
  @Field(() => Float)
  length!: number;

  @Field(() => Float)
  width!: number;

  @Field(() => Float)
  height!: number;
}

@ObjectType({ implements: Node, description: 'What is bought: a product in one of its shapes.' })
export class ProductVariant extends Node {
  @Field(() => String)
  sku!: string;

  @Field(() => String)
  title!: string;

  @Field(() => [SelectedOption])
  options!: SelectedOption[];

  @Field(() => Int)
  position!: number;

  @Field(() => Int)
  version!: number;
}

@ObjectType({ implements: Node })
export class Product extends Node {
  @Field(() => String)
  slug!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => ProductStatus)
  status!: ProductStatus;

  @Field(() => String, { nullable: true })
  brand!: string | null;

  @Field(() => [String])
  tags!: string[];

  @Field(() => Json, { nullable: true })
  attributes!: object | null;

  @Field(() => Boolean)
  featured!: boolean;

  @Field(() => Boolean)
  digital!: boolean;

  @Field(() => Int, { description: 'Counts edits by people.' })
  version!: number;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;
}

export const ProductConnection = connectionOf('Product', () => Product);

@ObjectType()
export class ProductPayload {
  @Field(() => Product, { nullable: true })
  product!: Product | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
