import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../platform/graphql/user-error.type';
import { User } from './user.type';

@ObjectType()
export class AuthPayload {
  @Field(() => String, { nullable: true, description: 'Short-lived; sent as Authorization: Bearer.' })
  accessToken!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Rotates at each use; using one twice revokes the whole family.',
  })
  refreshToken!: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the access token runs out.' })
  expiresAt!: Date | null;

  @Field(() => User, { nullable: true })
  user!: User | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
