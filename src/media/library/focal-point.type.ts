import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'What a crop is taken around.' })
export class FocalPoint {
  @Field(() => Float, { description: '0 (left) to 1 (right).' })
  x!: number;

  @Field(() => Float, { description: '0 (top) to 1 (bottom).' })
  y!: number;
}
