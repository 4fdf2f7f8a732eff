import { Field, ID, ObjectType } from 'type-graphql';
import { UserError } from '../../platform/graphql/user-error.type';

@ObjectType()
export class MediaDeletePayload {
  @Field(() => [ID])
  deletedIds!: string[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}
