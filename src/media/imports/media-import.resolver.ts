import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMediaRow } from '../library/load-media-row';
import { MediaError } from '../library/media-error.type';
import { Media } from '../library/media.type';
import { type ShownMedia } from '../library/show-media';
import { type ShownImport } from './load-imports';
import { MediaImport } from './media-import.type';

@Resolver(() => MediaImport)
export class MediaImportResolver {
  @FieldResolver(() => ID)
  id(@Root() { id }: ShownImport): string {
    return encodeId('MediaImport', id);
  }

  @FieldResolver(() => MediaError, { nullable: true, description: 'Why it FAILED; else null.' })
  error(@Root() { errorCode, errorMessage }: ShownImport): MediaError | null {
    return errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  }

  @FieldResolver(() => Media, {
    nullable: true,
    description: 'What it became; null until COMPLETED, and again once that was purged.',
  })
  async media(
    @Root() { mediaId }: ShownImport,
    @Ctx() context: WorkspaceContext,
  ): Promise<ShownMedia | null> {
    return mediaId === null ? null : loadMediaRow(context, mediaId);
  }
}
