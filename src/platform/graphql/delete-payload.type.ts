import { Field, ID, ObjectType } from 'type-graphql';
import { UserError } from './user-error.type';

@ObjectType()
export class DeletePayload {
  @Field(() => ID, { nullable: true })
  deletedId!: string | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
