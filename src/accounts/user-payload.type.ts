import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../platform/graphql/user-error.type';
import { User } from './user.type';

@ObjectType()
export class UserPayload {
  @Field(() => User, { nullable: true })
  user!: User | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
