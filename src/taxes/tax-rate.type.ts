import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../platform/graphql/node.type';
import { UserError } from '../platform/graphql/user-error.type';

@ObjectType({ implements: Node, description: 'The tax on what is sent to a country, for admins.' })
export class TaxRate extends Node {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  countryCode!: string;

  @Field(() => String, { description: 'As it stands on an invoice, e.g. VAT.' })
  title!: string;

  @Field(() => Boolean, { description: 'true: prices contain it already; false: it comes on top of them.' })
  included!: boolean;

  @Field(() => Int, { description: 'Counts edits by people.' })
  version!: number;
}

@ObjectType()
export class TaxRatePayload {
  @Field(() => TaxRate, { nullable: true })
  taxRate!: TaxRate | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
