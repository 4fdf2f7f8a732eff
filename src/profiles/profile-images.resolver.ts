import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { User, Workspace } from '../accounts/api';
import { entityMediaOf, Image, imageSourceOf, loadMediaRow, primaryImageOf } from '../media/api';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { userMedia } from './user-media';
import { BANNER, LOGO, workspaceMedia } from './workspace-media';

/** Pictures of users, for those who see the user: one statement for all users of a request. */
@Resolver(() => User)
export class ProfileImagesResolver {
  @FieldResolver(() => Image, {
    nullable: true,
    description:
      "The user's picture, called by the user's name where nobody described it. Null until COMPLETED.",
  })
  async avatar(@Root() { uuid, displayName }: User, @Ctx() context: WorkspaceContext) {
    const image = await primaryImageOf(context, userMedia, uuid);
    return image && { ...image, alt: image.alt ?? displayName };
  }
}

/** Pictures of the workspace, for everyone. */
@Resolver(() => Workspace)
export class WorkspaceImagesResolver {
  @FieldResolver(() => Image, { nullable: true })
  logo(@Root() { uuid }: Workspace, @Ctx() context: WorkspaceContext) {
    return workspaceImage(context, uuid, LOGO);
  }

  @FieldResolver(() => Image, { nullable: true, description: 'A wide picture for the head of a storefront.' })
  banner(@Root() { uuid }: Workspace, @Ctx() context: WorkspaceContext) {
    return workspaceImage(context, uuid, BANNER);
  }
}

async function workspaceImage(context: WorkspaceContext, workspaceId: string, role: string) {
  const uses = await entityMediaOf(context, workspaceMedia, workspaceId);
  const use = uses.find((each) => each.role === role);
  const media = use ? await loadMediaRow(context, use.mediaId) : null;
  return media && imageSourceOf(media, use?.alt);
}
