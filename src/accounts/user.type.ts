import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Role } from '../platform/actor';
import { Node } from '../platform/graphql/node.type';

registerEnumType(Role, {
  name: 'Role',
  description: 'What a member of a workspace may do; each role may do what those below it may.',
});

/**
 * A user as one caller may see it; other modules add their fields by a `@Resolver(() => User)`. Whoever may see a
 * user at all, the user and the staff of the workspace, sees all of these.
 */
@ObjectType({
  implements: Node,
  description: 'Someone who belongs to the workspace: its staff and customers.',
})
export class User extends Node {
  /** The id inside: `id` is the one that clients know. */
  uuid!: string;

  /** It is who asks, or has just signed in: for what not even staff see of others. */
  isSelf!: boolean;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true })
  username!: string | null;

  @Field(() => String, { nullable: true })
  firstName!: string | null;

  @Field(() => String, { nullable: true })
  lastName!: string | null;

  @Field(() => String, {
    description: 'First and last name, else the user name, else what stands before the @.',
  })
  displayName!: string;

  @Field(() => Role)
  role!: Role;

  @Field(() => Boolean, { nullable: true })
  emailVerified!: boolean | null;

  @Field(() => String, { nullable: true })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217.' })
  preferredCurrency!: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  preferredLanguage!: string | null;

  @Field(() => Boolean, { nullable: true })
  newsletterSubscribed!: boolean | null;
}
