import { Field, Float, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'What crops are taken around.' })
export class FocalPointInput {
  @Field(() => Float, { description: '0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: '0 (top) to 1 (bottom).' })
  y!: number;
}

@InputType({ description: 'Left out keeps, null clears.' })
export class MediaUpdateInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: 'As it was read: what was changed since is not overwritten.' })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Made safe; cannot be cleared.' })
  filename?: string | null;

  @Field(() => String, { nullable: true })
  alt?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'All that it shall have.' })
  tags?: string[] | null;

  @Field(() => String, { nullable: true, description: "Parts between slashes; null is the library's root." })
  folder?: string | null;

  @Field(() => FocalPointInput, {
    nullable: true,
    description: 'Of pictures alone; null is the centre. Crops around another point have other URLs.',
  })
  focalPoint?: FocalPointInput | null;
}
