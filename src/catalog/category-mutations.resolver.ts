import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { checkListSize } from '../platform/graphql/check-list-size';
import { DeletePayload } from '../platform/graphql/delete-payload.type';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { toAttachItem } from '../media/api';
import { type CategoryInput as CategoryChanges } from './category-input';
import { CategoryInput } from './category.input';
import { loadCategory } from './category-loaders';
import { CategoryPayload } from './category.type';
import { deleteCategory } from './delete-category';
import { createCategory, updateCategory } from './save-category';

/** Staff change the tree. A stale version changes nothing, and comes back with the category as it is now. */
@Resolver()
export class CategoryMutationsResolver {
  @Mutation(() => CategoryPayload)
  async categoryCreate(
    @Arg('input', () => CategoryInput) input: CategoryInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    const changes = toChanges(input);
    return answer(
      async () => {
        const id = await context.write((tx) => createCategory(tx, changes));
        return { category: await loadCategory(context, id) };
      },
      { category: null },
    );
  }

  @Mutation(() => CategoryPayload, {
    description: 'For staff. A stale version changes nothing: CONFLICT, with the category as it is now.',
  })
  async categoryUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => CategoryInput) input: CategoryInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    const changes = toChanges(input);
    const uuid = decodeOrNil('Category', id);
    return answer(
      async () => {
        await context.write((tx) => updateCategory(tx, uuid, version, changes));
        return { category: await loadCategory(context, uuid) };
      },
      async (refusal) => ({
        category: refusal.has(UserErrorCode.CONFLICT) ? await loadCategory(context, uuid) : null,
      }),
    );
  }

  @Mutation(() => DeletePayload, {
    description: 'IN_USE while there are categories or products in it.',
  })
  async categoryDelete(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    return answer<Pick<DeletePayload, 'deletedId'>>(
      async () => {
        await context.write((tx) => deleteCategory(tx, decodeOrNil('Category', id), version));
        return { deletedId: id };
      },
      { deletedId: null },
    );
  }
}

/** An input as the domain takes it: ids as UUIDs. An overlong list is BAD_USER_INPUT. */
function toChanges({ parentId, media, ...rest }: CategoryInput): CategoryChanges {
  checkListSize(media ?? [], 'media');
  return {
    ...rest,
    ...(parentId !== undefined && { parentId: parentId && decodeOrNil('Category', parentId) }),
    media: media?.map(toAttachItem),
  };
}
