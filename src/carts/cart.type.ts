import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';

@ObjectType({ implements: Node, description: 'So many pieces of a variant in a cart.' })
export class CartLine extends Node {
  @Field(() => Int)
  quantity!: number;
}

@ObjectType({
  implements: Node,
  description:
    'Its id is a secret that cannot be guessed: who knows it may use it. The cart of a user is theirs alone.',
})
export class Cart extends Node {
  @Field(() => Int, { description: 'Rises with every change.' })
  version!: number;

  @Field(() => Date)
  updatedAt!: Date;
}

@ObjectType()
export class CartPayload {
  @Field(() => Cart, { nullable: true })
  cart!: Cart | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
