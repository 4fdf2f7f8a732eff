import { Field, Int, ObjectType } from 'type-graphql';
import { availableOf } from './load-stock-levels';
import { type StockLevel as StockLevelRow } from './stock-level.entity';

@ObjectType({ description: 'What is on hand of a variant.' })
export class StockLevel {
  @Field(() => Int)
  onHand!: number;

  @Field(() => Int)
  reserved!: number;

  @Field(() => Int, { description: 'onHand - reserved, never below 0.' })
  available!: number;

  @Field(() => Int)
  minLevel!: number;

  @Field(() => Boolean)
  isInStock!: boolean;

  @Field(() => Boolean)
  isLow!: boolean;

  @Field(() => Int, { description: 'Rises with every change, sales included.' })
  version!: number;

  @Field(() => Date)
  updatedAt!: Date;
}

/** A stock level as staff see it. */
export function presentStock({ onHand, reserved, minLevel, version, updatedAt }: StockLevelRow): StockLevel {
  const available = availableOf({ onHand, reserved });
  const [isInStock, isLow] = [available > 0, available <= minLevel];
  return { onHand, reserved, available, minLevel, isInStock, isLow, version, updatedAt };
}
