import { Field, Float, Int, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../platform/graphql/scalars/big-int';
import { MediaType } from '../media-type';

@ObjectType({ description: 'One way in which an entity uses media, and what it takes there.' })
export class MediaRole {
  @Field(() => String)
  name!: string;

  @Field(() => [MediaType])
  accepts!: MediaType[];

  @Field(() => Int)
  minItems!: number;

  @Field(() => Int, { nullable: true, description: 'null: no limit.' })
  maxItems!: number | null;

  @Field(() => Float, { nullable: true, description: 'Width over height, where the role asks for one.' })
  aspectRatio!: number | null;

  @Field(() => Int, { nullable: true })
  minWidth!: number | null;

  @Field(() => Int, { nullable: true })
  minHeight!: number | null;

  @Field(() => BigIntScalar, { nullable: true })
  maxByteSize!: number | null;
}

@ObjectType({ description: 'A consumer of media and what it takes.' })
export class MediaEntityType {
  @Field(() => String)
  name!: string;

  @Field(() => [MediaRole])
  roles!: MediaRole[];
}
