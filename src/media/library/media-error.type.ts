import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Why a file could not be processed.' })
export class MediaError {
  @Field(() => String)
  code!: string;

  @Field(() => String, { description: 'For the one who uploaded it.' })
  message!: string;
}
