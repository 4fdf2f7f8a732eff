import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../platform/graphql/connection.type';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';
import { DiscountKind } from './discount.entity';

registerEnumType(DiscountKind, {
  name: 'DiscountKind',
  valuesConfig: {
    PERCENT: { description: 'A part of what the goods cost.' },
    FIXED: { description: 'An amount, at most what the goods cost.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'A code that takes something off the goods of an order, for admins.',
})
export class Discount extends Node {
  @Field(() => String, { description: 'In capitals; buyers may write it as they like.' })
  code!: string;

  @Field(() => DiscountKind)
  kind!: DiscountKind;

  @Field(() => Int, { nullable: true, description: 'Orders that may use it; null: any number.' })
  maxUses!: number | null;

  @Field(() => Boolean, { description: 'One order for each e-mail address.' })
  oncePerBuyer!: boolean;

  @Field(() => Int, { description: 'Orders that used it, cancelled ones left out.' })
  uses!: number;

  @Field(() => Date, { nullable: true })
  startsAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'From this moment on it is of no use.' })
  endsAt!: Date | null;

  @Field(() => Boolean)
  active!: boolean;

  @Field(() => Int, { description: 'Counts edits by people; uses are none.' })
  version!: number;

  @Field(() => Date)
  createdAt!: Date;
}

export const DiscountConnection = connectionOf('Discount', () => Discount);

@ObjectType()
export class DiscountPayload {
  @Field(() => Discount, { nullable: true })
  discount!: Discount | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
