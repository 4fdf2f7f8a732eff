import { Field, ID, InputType, Int } from 'type-graphql';

@InputType()
export class CartLineInput {
  @Field(() => ID)
  variantId!: string;

  @Field(() => Int, { description: 'At least 1.' })
  quantity!: number;
}

@InputType()
export class CartLineUpdateInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: '0 takes the line out.' })
  quantity!: number;
}
