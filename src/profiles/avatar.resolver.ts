import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { loadUser, UserPayload } from '../accounts/api';
import { type UploadDeps } from '../media';
import { type Actor } from '../platform/actor';
import { Refusal, RequestError, RequestErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { type IncomingFile } from '../platform/graphql/uploads/incoming-file';
import { Upload } from '../platform/graphql/uploads/upload.scalar';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { uploadAvatar } from './avatar';

@Resolver()
export class AvatarResolver {
  constructor(private readonly deps: UploadDeps) {}

  @Mutation(() => UserPayload, {
    description:
      "A small image of the caller's own; customers have no library. It shows once it is COMPLETED.",
  })
  avatarUpload(
    @Arg('file', () => Upload) file: IncomingFile,
    @Ctx() context: WorkspaceContext,
  ): Promise<UserPayload> {
    const { actor, workspace, requestId, ip, loaders } = context;
    const userId = requireUser(actor);
    const origin = { workspaceId: workspace.id, actor, requestId, ...(ip !== null && { ip }) };
    return answer(
      async () => {
        await blamingFile(async () => {
          const { filename, createReadStream } = await file.receive();
          await uploadAvatar(this.deps, origin, userId, { stream: createReadStream(), filename });
        });
        loaders.clear();
        return { user: await loadUser(context, userId) };
      },
      { user: null },
    );
  }
}

function requireUser(actor: Actor): string {
  if (actor.kind === 'user') return actor.id;
  throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'Sign in first.');
}

/** There is nothing else in the input that could be to blame. */
async function blamingFile(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.faults.map((fault) => ({ ...fault, field: ['file'] })));
  }
}
