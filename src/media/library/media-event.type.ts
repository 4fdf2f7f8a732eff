import { Field, ID, ObjectType } from 'type-graphql';
import { ChangeKind } from '../../platform/graphql/change-kind';
import { Media } from './media.type';

@ObjectType({ description: '`media` is null once it cannot be seen any more.' })
export class MediaEvent {
  @Field(() => ChangeKind)
  kind!: ChangeKind;

  @Field(() => ID)
  id!: string;

  @Field(() => Media, { nullable: true })
  media!: Media | null;
}
