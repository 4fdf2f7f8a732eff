import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { Refusal, requireRole } from '../../platform/errors';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMedia } from '../library/load-media';
import { cleanMediaDetails } from '../library/media-details';
import { showMedia } from '../library/show-media';
import { DuplicateMode } from './duplicate-mode';
import { MediaUploadPayload } from './media-upload-payload.type';
import { MediaUploadInput } from './media-upload.input';
import { type UploadDeps, uploadMedia } from './upload-media';

@Resolver()
export class MediaUploadResolver {
  constructor(private readonly deps: UploadDeps) {}

  @Mutation(() => MediaUploadPayload, {
    description: 'Takes a file into the library, for staff: a multipart request, one file a mutation.',
  })
  mediaUpload(
    @Arg('input', () => MediaUploadInput) input: MediaUploadInput,
    @Ctx() context: WorkspaceContext,
  ): Promise<MediaUploadPayload> {
    const { actor, workspace, requestId, ip, db } = context;
    requireRole(actor, Role.EDITOR);
    checkListSize(input.tags ?? [], 'tags');
    const origin = { workspaceId: workspace.id, actor, requestId, ...(ip !== null && { ip }) };
    return answer(
      async () => {
        const details = cleanMediaDetails(input, ['input']);
        const onDuplicate = input.onDuplicate ?? DuplicateMode.REUSE;
        const { mediaId, deduplicated } = await blamingFile(async () => {
          const file = await input.file.receive();
          const filename = input.filename ?? file.filename;
          const stream = file.createReadStream();
          return uploadMedia(this.deps, origin, { stream, filename, details, onDuplicate });
        });
        // Not by the request's loader, which may have seen it before it was changed here.
        const media = (await loadMedia(db, [mediaId])).get(mediaId);
        return { media: media ? showMedia(media) : null, deduplicated };
      },
      { media: null, deduplicated: false },
    );
  }
}

/** What intake refuses, it refuses for the file. */
async function blamingFile<T>(intake: () => Promise<T>): Promise<T> {
  try {
    return await intake();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.faults.map((fault) => ({ field: ['input', 'file'], ...fault })));
  }
}
