import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { cleanImports } from './clean-imports';
import { loadImports } from './load-imports';
import { MediaImportPayload } from './media-import-payload.type';
import { MediaImportInput } from './media-import.input';
import { requestImports } from './request-imports';

@Resolver()
export class MediaImportsResolver {
  @Mutation(() => MediaImportPayload, {
    description:
      'Fetches files into the library in the background, for staff: from public addresses, at most 250 at once. Items ' +
      'that are fine are imported, whatever is wrong with others. `mediaImportUpdated` and `node` tell how it goes.',
  })
  mediaImport(
    @Arg('media', () => [MediaImportInput]) media: MediaImportInput[],
    @Ctx() context: WorkspaceContext,
  ): Promise<MediaImportPayload> {
    requireRole(context.actor, Role.EDITOR);
    checkListSize(media, 'media');
    for (const { tags } of media) checkListSize(tags ?? [], 'tags');
    const path = ['media'];
    const { imports, faults } = cleanImports(media, path);
    return answer(
      async () => {
        const ids = await context.write((tx) => requestImports(tx, imports, path));
        const shown = await loadImports(context.db, ids);
        return { imports: shown.filter((each) => each !== null) };
      },
      { imports: [] },
      faults,
    );
  }
}
