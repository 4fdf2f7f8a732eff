import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class LoginInput {
  @Field(() => String)
  email!: string;

  @Field(() => String)
  password!: string;

  @Field(() => ID, {
    nullable: true,
    description: "A cart filled before signing in; its lines join the user's.",
  })
  cartId?: string | null;
}
