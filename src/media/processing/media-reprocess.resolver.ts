import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { decodeOrNil } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMedia } from '../library/load-media';
import { MediaUpdatePayload } from '../library/media-update-payload.type';
import { showMedia } from '../library/show-media';
import { reprocessMedia } from './reprocess-media';

@Resolver()
export class MediaReprocessResolver {
  @Mutation(() => MediaUpdatePayload, {
    description:
      'Has files processed anew, for staff, whether that had failed or not: all of them, or none. What is published ' +
      'of a file stays so until its successors are, and where they fail.',
  })
  mediaReprocess(@Arg('ids', () => [ID]) ids: string[], @Ctx() context: WorkspaceContext) {
    requireRole(context.actor, Role.EDITOR);
    checkListSize(ids, 'ids');
    const decoded = ids.map((id) => decodeOrNil('Media', id));
    return answer(
      async () => {
        await context.write((tx) => reprocessMedia(tx, decoded));
        const found = await loadMedia(context.db, decoded);
        return { media: decoded.flatMap((id) => found.get(id) ?? []).map(showMedia) };
      },
      { media: [] },
    );
  }
}
