import { ObjectType } from 'type-graphql';

/** The GraphQL type; what it is answered from is an ImageSource, by ImageResolver. */
@ObjectType({
  description: 'A picture as it is used somewhere, and the URLs of everything that is made from it.',
})
export class Image {}
