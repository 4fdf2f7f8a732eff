import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';

@ObjectType({
  implements: Node,
  description: 'A place in the tree that products are sorted into; everyone sees it.',
})
export class Category extends Node {
  @Field(() => String)
  slug!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => Int, { description: 'Siblings are in this order, then in that of their titles.' })
  position!: number;

  @Field(() => Int, { description: 'Counts edits by people.' })
  version!: number;
}

@ObjectType()
export class CategoryPayload {
  @Field(() => Category, { nullable: true })
  category!: Category | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
