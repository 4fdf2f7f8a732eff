import { Field, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../platform/graphql/money.type';

@InputType({ description: 'Left out keeps, null clears.' })
export class ShippingMethodInput {
  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => MoneyInput, { nullable: true })
  price?: MoneyInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Where it goes, by ISO 3166-1 alpha-2; everywhere when empty.',
  })
  countries?: string[] | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'For carts whose goods cost at least this, discounts not taken off.',
  })
  minimumSubtotal?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'For carts whose goods cost at most this.' })
  maximumSubtotal?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Buyers see the methods in this order. Default where it is new: after the last.',
  })
  position?: number | null;
}
