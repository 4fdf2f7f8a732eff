import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../../platform/graphql/user-error.type';
import { type ShownImport } from './load-imports';
import { MediaImport } from './media-import.type';

@ObjectType({ description: 'Item by item, in the order of the input.' })
export class MediaImportPayload {
  @Field(() => [MediaImport], {
    description:
      'One for each item that is imported; those that `userErrors` names by their place are left out.',
  })
  imports!: readonly ShownImport[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}
