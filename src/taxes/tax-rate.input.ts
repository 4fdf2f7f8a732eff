import { Field, InputType } from 'type-graphql';
import { Decimal } from '../platform/graphql/scalars/decimal';

@InputType({ description: 'Left out keeps; a new one needs all of it.' })
export class TaxRateInput {
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2. Each country has one rate.' })
  countryCode?: string | null;

  @Field(() => String, { nullable: true, description: 'As it stands on an invoice, e.g. VAT.' })
  title?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Percent, 0 to 100, with at most 3 decimals.' })
  rate?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true: prices contain it already; false: it comes on top of them.',
  })
  included?: boolean | null;
}
