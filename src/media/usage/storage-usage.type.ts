import { Field, Int, ObjectType } from 'type-graphql';
import { User } from '../../accounts/api';
import { BigIntScalar } from '../../platform/graphql/scalars/big-int';
import { MediaType } from '../media-type';
import { MOST_USERS } from './storage-figures';

/** Reads a figure when its field is asked for. */
type Asked<T> = () => Promise<T>;

@ObjectType()
export class StorageUsageByType {
  @Field(() => MediaType)
  type!: MediaType;

  @Field(() => Int, { description: 'Library items, the deleted ones until they are purged.' })
  mediaCount!: number;

  @Field(() => BigIntScalar, { description: "This type's part of the workspace's storedBytes." })
  storedBytes!: number;
}

@ObjectType()
export class StorageUsageByUser {
  @Field(() => User, { nullable: true, description: 'Null: the system, or users who are gone.' })
  user!: Asked<User | null>;

  @Field(() => Int, {
    description: 'Library items that the user uploaded, the deleted ones until they are purged.',
  })
  mediaCount!: number;

  @Field(() => BigIntScalar, {
    description:
      "What is held against userQuotaBytes: the originals of the user's items, shared with others or not, the " +
      'deleted ones until they are purged. What is made from them is counted to no user.',
  })
  storedBytes!: number;
}

@ObjectType({
  description:
    'What the media of the workspace take, counted when it is asked for: ask for no more than is needed of a large ' +
    'library. Deleted items count until they are purged, and the bytes of purged ones until they are deleted.',
})
export class StorageUsage {
  @Field(() => BigIntScalar, {
    description: 'Bytes stored: each distinct content once, with all made from it.',
  })
  storedBytes!: Asked<number>;

  @Field(() => BigIntScalar, {
    description: 'Bytes as if nothing were shared: for each library item its original and all made from it.',
  })
  logicalBytes!: Asked<number>;

  @Field(() => BigIntScalar, { nullable: true, description: 'null: unlimited.' })
  quotaBytes!: Asked<number | null>;

  @Field(() => BigIntScalar, {
    description:
      'What is held against quotaBytes: storedBytes without what was made on demand, which comes and goes by itself.',
  })
  quotaUsedBytes!: Asked<number>;

  @Field(() => BigIntScalar, {
    nullable: true,
    description: 'What the files that one user uploaded may add up to, see byUser; null: unlimited.',
  })
  userQuotaBytes!: Asked<number | null>;

  @Field(() => Int, { description: 'Library items, the deleted ones until they are purged.' })
  mediaCount!: Asked<number>;

  @Field(() => Int, { description: 'Library items that are attached to nothing, without the deleted ones.' })
  orphanCount!: Asked<number>;

  @Field(() => BigIntScalar, { description: "Of the orphans' originals, shared with other items or not." })
  orphanBytes!: Asked<number>;

  @Field(() => [StorageUsageByType], {
    description: 'Types of which something is stored, the most bytes first.',
  })
  byType!: Asked<readonly StorageUsageByType[]>;

  @Field(() => [StorageUsageByUser], { description: `The ${MOST_USERS} who use most, the most bytes first.` })
  byUser!: Asked<readonly StorageUsageByUser[]>;
}
