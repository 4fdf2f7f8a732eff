import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A folder that has library items in it.' })
export class MediaFolder {
  @Field(() => String, { description: "Parts between slashes; '' is the library's root." })
  name!: string;

  @Field(() => Int, { description: 'How many are in it, without those in folders within it.' })
  mediaCount!: number;
}
