import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../platform/graphql/connection.type';
import { UserError } from '../platform/graphql/user-error.type';
import { availableOf } from './load-stock-levels';
import { type StockLevel as StockLevelRow } from './stock-level.entity';

@ObjectType({ description: 'What is on hand of a variant.' })
export class StockLevel {
  /** Whose level it is, by the id inside. */
  variantId!: string;

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

export const StockLevelConnection = connectionOf('StockLevel', () => StockLevel);

@ObjectType()
export class StockPayload {
  @Field(() => StockLevel, { nullable: true })
  stock!: StockLevel | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

/** A stock level as staff see it. */
export function presentStock(level: StockLevelRow): StockLevel {
  const { variantId, onHand, reserved, minLevel, version, updatedAt } = level;
  const available = availableOf({ onHand, reserved });
  const [isInStock, isLow] = [available > 0, available <= minLevel];
  return { variantId, onHand, reserved, available, minLevel, isInStock, isLow, version, updatedAt };
}
