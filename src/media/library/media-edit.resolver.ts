import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { requireRole, UserErrorCode } from '../../platform/errors';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { decodeOrNil } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { loadMedia } from './load-media';
import { MediaUpdateInput } from './media-update.input';
import { MediaUpdatePayload } from './media-update-payload.type';
import { showMedia, type ShownMedia } from './show-media';
import { addTags, removeTags } from './tag-media';
import { updateMedia } from './update-media';

/** What people say of library items: for staff. Each mutation does all that it is asked, or nothing. */
@Resolver()
export class MediaEditResolver {
  @Mutation(() => MediaUpdatePayload, {
    description:
      'Changes what is said of library items. Where one was changed since `version`, nothing is changed (CONFLICT), ' +
      'and all come back as they are now.',
  })
  mediaUpdate(
    @Arg('media', () => [MediaUpdateInput]) media: MediaUpdateInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    checkListSize(media, 'media');
    for (const { tags } of media) checkListSize(tags ?? [], 'tags');
    const changes = media.map(({ id, ...change }) => ({ ...change, id: decodeOrNil('Media', id) }));
    const ids = changes.map(({ id }) => id);
    return answer(
      async () => {
        await context.write((tx) => updateMedia(tx, changes));
        return { media: await shownMedia(context, ids) };
      },
      async (refusal) => ({
        media: refusal.has(UserErrorCode.CONFLICT) ? await shownMedia(context, ids) : [],
      }),
    );
  }

  @Mutation(() => MediaUpdatePayload, {
    description: 'Adds tags to those that each has; what others add at the same time is kept.',
  })
  mediaTagsAdd(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('tags', () => [String]) tags: string[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.retag(context, ids, tags, addTags);
  }

  @Mutation(() => MediaUpdatePayload, { description: 'Takes tags from each that has them.' })
  mediaTagsRemove(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('tags', () => [String]) tags: string[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.retag(context, ids, tags, removeTags);
  }

  private retag(
    context: WorkspaceContext,
    ids: readonly string[],
    tags: readonly string[],
    work: (tx: Tx, ids: readonly string[], tags: readonly string[]) => Promise<void>,
  ) {
    requireRole(context.actor, Role.EDITOR);
    checkListSize(ids, 'ids');
    checkListSize(tags, 'tags');
    const decoded = ids.map((id) => decodeOrNil('Media', id));
    return answer(
      async () => {
        await context.write((tx) => work(tx, decoded, tags));
        return { media: await shownMedia(context, decoded) };
      },
      { media: [] },
    );
  }
}

/** Those of the library items that exist, in the order in which they were named. */
async function shownMedia({ db }: WorkspaceContext, ids: readonly string[]): Promise<ShownMedia[]> {
  const found = await loadMedia(db, ids);
  return ids.flatMap((id) => found.get(id) ?? []).map(showMedia);
}
