import { Field, InputType, ObjectType } from 'type-graphql';
import { formatAmount } from '../money';
import { Decimal } from './scalars/decimal';

@ObjectType({ description: 'An exact amount of money.' })
export class Money {
  @Field(() => Decimal)
  amount!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  currencyCode!: string;
}

@InputType()
export class MoneyInput {
  @Field(() => Decimal)
  amount!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The currency of the workspace when left out; no other is taken.',
  })
  currencyCode?: string | null;
}

/** Minor units as the API shows them. */
export function money(minorUnits: number, currencyCode: string): Money {
  return { amount: formatAmount(minorUnits, currencyCode), currencyCode };
}
