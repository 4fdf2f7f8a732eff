import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../platform/graphql/user-error.type';

@ObjectType({ description: 'Answers alike whether or not an account exists.' })
export class AcknowledgePayload {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
