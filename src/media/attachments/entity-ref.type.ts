import { Field, ID, InputType, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Something that media are attached to.' })
export class EntityRef {
  @Field(() => String)
  type!: string;

  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true, description: "What the consumer calls it, e.g. a product's title." })
  label!: string | null;
}

@InputType()
export class EntityRefInput {
  @Field(() => String, { description: 'One of mediaEntityTypes, e.g. product.' })
  type!: string;

  @Field(() => ID)
  id!: string;
}
