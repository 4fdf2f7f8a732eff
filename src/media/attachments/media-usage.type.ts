import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.type';
import { EntityRef } from './entity-ref.type';

@ObjectType({ description: 'A place where a library item is used.' })
export class MediaUsage {
  @Field(() => EntityRef)
  entity!: EntityRef;

  @Field(() => String)
  role!: string;
}

export const MediaUsageConnection = connectionOf('MediaUsage', () => MediaUsage);
