import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../platform/graphql/user-error.type';
import { User } from './user.type';

/** For the mutations, of whatever module, that change something of a user. */
@ObjectType()
export class UserPayload {
  @Field(() => User, { nullable: true })
  user!: User | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
