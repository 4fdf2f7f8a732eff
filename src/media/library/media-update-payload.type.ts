import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../platform/graphql/user-error.type';
import { Media } from './media.type';
import { type ShownMedia } from './show-media';

@ObjectType()
export class MediaUpdatePayload {
  @Field(() => [Media], { description: 'As they are now, in the order in which they were named.' })
  media!: readonly ShownMedia[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}
