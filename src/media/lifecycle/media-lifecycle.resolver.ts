import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { decodeOrNil, encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaConsumers } from '../attachments/consumer';
import { loadMedia } from '../library/load-media';
import { MediaUpdatePayload } from '../library/media-update-payload.type';
import { showMedia } from '../library/show-media';
import { deleteMedia } from './delete-media';
import { MediaDeletePayload } from './media-delete-payload.type';
import { purgeMedia } from './purge-media';
import { restoreMedia } from './restore-media';

/** The end of library items, and their way back: for staff. Each mutation does all that it is asked, or nothing. */
@Resolver()
export class MediaLifecycleResolver {
  constructor(private readonly consumers: MediaConsumers) {}

  @Mutation(() => MediaDeletePayload, {
    description:
      'Soft: gone from the library, the storefront and, once nothing live uses its content, from delivery (caches ' +
      'keep what they have until it expires). Kept for audit, restorable until purged. IN_USE unless `force`; ' +
      'attachments are hidden with it and come back with it, until the purge takes them.',
  })
  mediaDelete(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('force', () => Boolean, { nullable: true }) force: boolean | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    return this.take(context, ids, (tx, decoded) =>
      deleteMedia(tx, this.consumers, decoded, { force: force ?? false }),
    );
  }

  @Mutation(() => MediaUpdatePayload, {
    description: 'Takes what is deleted out of the bin, and shows it again where it was attached.',
  })
  mediaRestore(@Arg('ids', () => [ID]) ids: string[], @Ctx() context: WorkspaceContext) {
    const decoded = idsOf(context, ids);
    return answer(
      async () => {
        await context.write((tx) => restoreMedia(tx, this.consumers, decoded));
        const found = await loadMedia(context.db, decoded);
        return { media: decoded.flatMap((id) => found.get(id) ?? []).map(showMedia) };
      },
      { media: [] },
    );
  }

  @Mutation(() => MediaDeletePayload, {
    description:
      'For good, with the stored bytes that nothing else uses. Only what is deleted can be purged.',
  })
  mediaPurge(@Arg('ids', () => [ID]) ids: string[], @Ctx() context: WorkspaceContext) {
    return this.take(context, ids, (tx, decoded) => purgeMedia(tx, decoded));
  }

  private take(
    context: WorkspaceContext,
    ids: readonly string[],
    work: (tx: Tx, ids: readonly string[]) => Promise<void>,
  ) {
    const decoded = idsOf(context, ids);
    return answer(
      async () => {
        await context.write((tx) => work(tx, decoded));
        return { deletedIds: decoded.map((id) => encodeId('Media', id)) };
      },
      { deletedIds: [] },
    );
  }
}

function idsOf({ actor }: WorkspaceContext, ids: readonly string[]): string[] {
  requireRole(actor, Role.EDITOR);
  checkListSize(ids, 'ids');
  return ids.map((id) => decodeOrNil('Media', id));
}
