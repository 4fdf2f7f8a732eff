import { Field, ID, InputType, Int } from 'type-graphql';

@InputType()
export class MediaAttachItemInput {
  @Field(() => ID)
  mediaId!: string;

  @Field(() => String, { nullable: true, description: "Default: the entity type's first role." })
  role?: string | null;

  @Field(() => String, { nullable: true })
  alt?: string | null;

  @Field(() => String, { nullable: true })
  caption?: string | null;

  @Field(() => Int, { nullable: true, description: 'Default: after the last.' })
  position?: number | null;

  @Field(() => Boolean, { nullable: true })
  primary?: boolean | null;
}

@InputType()
export class EntityMediaUpdateInput {
  @Field(() => ID, { description: 'An EntityMedia id.' })
  id!: string;

  @Field(() => String, { nullable: true })
  role?: string | null;

  @Field(() => String, { nullable: true })
  alt?: string | null;

  @Field(() => String, { nullable: true })
  caption?: string | null;
}

@InputType()
export class MediaMoveInput {
  @Field(() => ID, { description: 'An EntityMedia id.' })
  id!: string;

  @Field(() => Int)
  position!: number;
}
