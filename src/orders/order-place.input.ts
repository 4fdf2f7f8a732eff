import { Field, ID, InputType, Int } from 'type-graphql';
import { AddressInput } from '../accounts/api';
import { MoneyInput } from '../platform/graphql/money.type';

@InputType()
export class PaymentInput {
  @Field(() => String, {
    description:
      'A configured payment provider. `test` is there in development: tok_ok authorises, tok_declined declines, tok_3ds asks the buyer first.',
  })
  provider!: string;

  @Field(() => String, { description: "What the provider's form made of the buyer's card." })
  token!: string;
}

@InputType()
export class OrderPlaceInput {
  @Field(() => ID)
  cartId!: string;

  @Field(() => String, {
    description:
      'Chosen by the client, 8 to 200 characters, best a UUID; the same key with the same input returns the same order, whatever was retried.',
  })
  idempotencyKey!: string;

  @Field(() => String)
  email!: string;

  @Field(() => AddressInput, { nullable: true, description: 'Digital orders need none.' })
  shippingAddress?: AddressInput | null;

  @Field(() => AddressInput, { nullable: true })
  billingAddress?: AddressInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'The id of a ShippingMethod; digital orders need none.',
  })
  shippingMethod?: string | null;

  @Field(() => String, { nullable: true })
  discountCode?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What the buyer was shown; anything else is PRICE_CHANGED.',
  })
  expectedTotal?: MoneyInput | null;

  @Field(() => PaymentInput)
  payment!: PaymentInput;
}

@InputType()
export class OrderLineQuantityInput {
  @Field(() => ID, { description: 'An OrderItem id.' })
  id!: string;

  @Field(() => Int)
  quantity!: number;
}

@InputType()
export class FulfillmentInput {
  @Field(() => [OrderLineQuantityInput], { nullable: true, description: 'Left out: all that is left.' })
  lines?: OrderLineQuantityInput[] | null;

  @Field(() => String, { nullable: true })
  carrier?: string | null;

  @Field(() => String, { nullable: true })
  trackingNumber?: string | null;

  @Field(() => Date, { nullable: true })
  estimatedDelivery?: Date | null;
}
