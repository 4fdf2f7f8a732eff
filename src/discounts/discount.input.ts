import { Field, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../platform/graphql/money.type';
import { Decimal } from '../platform/graphql/scalars/decimal';
import { DiscountKind } from './discount.entity';

@InputType({ description: 'Left out keeps, null clears.' })
export class DiscountInput {
  @Field(() => String, {
    nullable: true,
    description: '2 to 40 letters, digits, dashes and underscores; small letters are made capitals.',
  })
  code?: string | null;

  @Field(() => DiscountKind, { nullable: true })
  kind?: DiscountKind | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'PERCENT: up to 100, with at most 3 decimals. FIXED: in the currency of the workspace.',
  })
  value?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: 'For orders whose goods cost at least this.' })
  minimumSubtotal?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Orders that may use it, not below those that did; null: any number.',
  })
  maxUses?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'One order for each e-mail address.' })
  oncePerBuyer?: boolean | null;

  @Field(() => Date, { nullable: true })
  startsAt?: Date | null;

  @Field(() => Date, { nullable: true, description: 'From this moment on it is of no use.' })
  endsAt?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Default where it is new: true.' })
  active?: boolean | null;
}
