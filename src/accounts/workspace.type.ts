import { Field, ObjectType } from 'type-graphql';
import { Node } from '../platform/graphql/node.type';

/** Other modules add their fields by a `@Resolver(() => Workspace)`. */
@ObjectType({ implements: Node, description: 'A tenant: every request runs in exactly one.' })
export class Workspace extends Node {
  /** The id inside: `id` is the one that clients know. */
  uuid!: string;

  @Field(() => String, { description: 'What requests name it by, in the header x-workspace.' })
  slug!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'ISO 4217: the currency of all its prices.' })
  currencyCode!: string;
}
