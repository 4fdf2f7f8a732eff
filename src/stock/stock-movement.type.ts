import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../platform/graphql/connection.type';
import { Node } from '../platform/graphql/node.type';

@ObjectType({
  implements: Node,
  description: 'A line of the ledger: one change of what is on hand of a variant. Lines are only ever added.',
})
export class StockMovement extends Node {
  @Field(() => Int, { description: 'Pieces that came; below 0: that went.' })
  delta!: number;

  @Field(() => Int, { description: 'What was on hand after it.' })
  onHand!: number;

  @Field(() => String)
  reason!: string;

  @Field(() => String, { nullable: true, description: 'What it belongs to, e.g. an order.' })
  reference!: string | null;

  @Field(() => Date)
  at!: Date;
}

export const StockMovementConnection = connectionOf('StockMovement', () => StockMovement);
