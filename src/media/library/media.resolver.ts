import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { loadUser, User } from '../../accounts/api';
import { isStaff } from '../../platform/actor';
import { encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type ImageSource } from '../delivery/image-source';
import { Image } from '../delivery/image.type';
import { type MediaUrls } from '../delivery/media-urls';
import { downloadName } from '../intake/download-name';
import { MediaType } from '../media-type';
import { imageSourceOf } from './image-source-of';
import { type MediaRow } from './load-media';
import { MediaError } from './media-error.type';
import { Media } from './media.type';

/** What all library items have; what only staff see is null to everyone else. */
@Resolver(() => Media)
export class MediaResolver {
  constructor(private readonly urls: MediaUrls) {}

  @FieldResolver(() => ID)
  id(@Root() { id }: MediaRow): string {
    return encodeId('Media', id);
  }

  @FieldResolver(() => MediaType)
  type(@Root() { mediaType }: MediaRow): MediaType {
    return mediaType;
  }

  @FieldResolver(() => [MediaError], {
    description: 'Why it FAILED, or why it could not be processed anew; else empty.',
  })
  errors(@Root() { errorCode, errorMessage }: MediaRow): MediaError[] {
    return errorCode === null ? [] : [{ code: errorCode, message: errorMessage ?? '' }];
  }

  @FieldResolver(() => String, { nullable: true, description: 'Of its bytes, in hex. Staff only.' })
  sha256(@Root() { sha256 }: MediaRow, @Ctx() { actor }: WorkspaceContext): string | null {
    return isStaff(actor) ? sha256.toString('hex') : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The original, byte for byte, for an hour or two: for staff, and for anyone where it is a document on show. Its ' +
      'name ends as files of its kind do.',
  })
  originalUrl(@Root() media: MediaRow, @Ctx() { actor }: WorkspaceContext): string | null {
    // Whoever is no staff and came here was led here by what shows it.
    if (!isStaff(actor) && media.mediaType !== MediaType.DOCUMENT) return null;
    const { workspaceId, contentId, filename, mimeType } = media;
    return this.urls.originalUrl({ workspaceId, contentId, filename: downloadName(filename, mimeType) });
  }

  @FieldResolver(() => Image, { nullable: true, description: 'What a grid shows. Null until COMPLETED.' })
  previewImage(@Root() media: MediaRow): ImageSource | null {
    return imageSourceOf(media);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Staff only.' })
  async uploadedBy(@Root() { uploadedBy }: MediaRow, @Ctx() context: WorkspaceContext): Promise<User | null> {
    return uploadedBy === null || !isStaff(context.actor) ? null : loadUser(context, uploadedBy);
  }

  @FieldResolver(() => Date, { nullable: true, description: 'Staff only.' })
  deletedAt(@Root() { deletedAt }: MediaRow, @Ctx() { actor }: WorkspaceContext): Date | null {
    return isStaff(actor) ? deletedAt : null;
  }
}
