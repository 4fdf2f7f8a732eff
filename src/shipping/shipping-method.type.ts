import { Field, ObjectType } from 'type-graphql';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';

@ObjectType({ implements: Node, description: 'A way in which an order can be sent.' })
export class ShippingMethod extends Node {
  @Field(() => String)
  title!: string;
}

@ObjectType()
export class ShippingMethodPayload {
  @Field(() => ShippingMethod, { nullable: true })
  shippingMethod!: ShippingMethod | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
