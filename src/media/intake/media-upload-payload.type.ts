import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../platform/graphql/user-error.type';
import { Media } from '../library/media.type';
import { type ShownMedia } from '../library/show-media';

@ObjectType()
export class MediaUploadPayload {
  @Field(() => Media, { nullable: true })
  media!: ShownMedia | null;

  @Field(() => Boolean, { description: 'The bytes were in the library already.' })
  deduplicated!: boolean;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
