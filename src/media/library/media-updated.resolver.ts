import {
  Arg,
  Ctx,
  ID,
  Resolver,
  type SubscriptionHandlerData,
  type SubscribeResolverData,
  Root,
  Subscription,
} from 'type-graphql';
import { isStaff, Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { type ChangeKind } from '../../platform/graphql/change-kind';
import { encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMediaRow } from './load-media-row';
import { MediaEvent } from './media-event.type';

interface MediaChanged {
  readonly mediaId: string;
  readonly kind: ChangeKind;
}

interface Watched {
  readonly ids?: readonly string[] | null;
}

@Resolver()
export class MediaUpdatedResolver {
  @Subscription(() => MediaEvent, {
    description: "Staff: progress and status of the workspace's media, or of these alone.",
    topics: ({ context, args }: SubscribeResolverData<object, Watched, WorkspaceContext>) => {
      requireRole(context.actor, Role.EDITOR);
      checkListSize(args.ids ?? [], 'ids');
      return 'media.changed';
    },
    topicId: ({ context }: SubscribeResolverData<object, Watched, WorkspaceContext>) => context.workspace.id,
    filter: ({ payload, args }: SubscriptionHandlerData<MediaChanged, Watched, WorkspaceContext>) =>
      !args.ids || args.ids.includes(encodeId('Media', payload.mediaId)),
  })
  async mediaUpdated(
    @Root() { mediaId, kind }: MediaChanged,
    @Arg('ids', () => [ID], { nullable: true }) _ids: string[] | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const media = isStaff(context.actor) ? await loadMediaRow(context, mediaId) : null;
    return { kind, id: encodeId('Media', mediaId), media };
  }
}
