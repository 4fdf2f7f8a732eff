import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { decodeOrNil } from '../../platform/graphql/global-id';
import { MediaStatus, MediaType } from '../media-type';
import { type MediaFilter } from './media-filter';
import { MediaSortKey } from './media-order';

registerEnumType(MediaSortKey, {
  name: 'MediaSortKey',
  description:
    'Times from the newest on, names from A to Z, sizes from the smallest on; `reverse` turns them round.',
});

@InputType({ description: 'What is left out, null or an empty list restricts nothing.' })
export class MediaFilterInput {
  @Field(() => [MediaType], { nullable: true })
  types?: MediaType[] | null;

  @Field(() => [MediaStatus], { nullable: true })
  statuses?: MediaStatus[] | null;

  @Field(() => String, { nullable: true, description: "Exactly this folder; '' is the library's root." })
  folder?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'All of these, in capitals and small letters as they are.',
  })
  tags?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'true: attached to something; false: orphans.' })
  used?: boolean | null;

  @Field(() => ID, { nullable: true })
  uploadedById?: string | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true: only the soft-deleted; default: none of them.',
  })
  deleted?: boolean | null;
}

/** The filter as the list takes it. An id that is no user's finds nothing; an overlong list is BAD_USER_INPUT. */
export function toMediaFilter({ uploadedById, ...filter }: MediaFilterInput): MediaFilter {
  checkListSize(filter.types ?? [], 'types');
  checkListSize(filter.statuses ?? [], 'statuses');
  checkListSize(filter.tags ?? [], 'tags');
  return { ...filter, ...(uploadedById != null && { uploadedBy: decodeOrNil('User', uploadedById) }) };
}
