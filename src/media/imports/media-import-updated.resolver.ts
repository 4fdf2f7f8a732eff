import {
  Arg,
  Ctx,
  ID,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
  type SubscriptionHandlerData,
} from 'type-graphql';
import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadImports, type ShownImport } from './load-imports';
import { MediaImport } from './media-import.type';

interface ImportChanged {
  readonly importId: string;
}

interface Watched {
  readonly ids: readonly string[];
}

@Resolver()
export class MediaImportUpdatedResolver {
  @Subscription(() => MediaImport, {
    description:
      'Staff: progress and end of these imports. Ask `node` once it is open: what was before is not told.',
    topics: ({ context, args }: SubscribeResolverData<object, Watched, WorkspaceContext>) => {
      requireRole(context.actor, Role.EDITOR);
      checkListSize(args.ids, 'ids');
      return 'media.import.changed';
    },
    topicId: ({ context }: SubscribeResolverData<object, Watched, WorkspaceContext>) => context.workspace.id,
    filter: ({ payload, args }: SubscriptionHandlerData<ImportChanged, Watched, WorkspaceContext>) =>
      args.ids.includes(encodeId('MediaImport', payload.importId)),
  })
  async mediaImportUpdated(
    @Root() { importId }: ImportChanged,
    @Arg('ids', () => [ID]) _ids: string[],
    @Ctx() { actor, db }: WorkspaceContext,
  ): Promise<ShownImport | null | undefined> {
    requireRole(actor, Role.EDITOR);
    const [found] = await loadImports(db, [importId]);
    return found;
  }
}
