import { type Readable } from 'node:stream';
import { lockUsers } from '../accounts';
import {
  countUsages,
  deleteMedia,
  DuplicateMode,
  lockLibraryItems,
  type Media,
  type MediaConsumers,
  placedMediaOf,
  replaceMedia,
  type UploadDeps,
  uploadMedia,
} from '../media';
import { Refusal, refuse, UserErrorCode } from '../platform/errors';
import { type Origin, type Tx } from '../platform/unit-of-work/transaction';
import { pictureStream } from './picture-stream';
import { AVATAR, USER, userMedia } from './user-media';

/** Where the library keeps what users uploaded as their own pictures. Staff who move an item elsewhere keep it. */
const FOLDER = 'avatars';

export interface AvatarFile {
  readonly stream: Readable;
  /** As its sender gave it. */
  readonly filename: string | null;
}

/**
 * Takes a picture of pixels in as a user's avatar, in place of the one before. Throws the Refusals of `uploadMedia`
 * and of `pictureStream`, which leave nothing behind. The file becomes a library item of its own even where the
 * library has its bytes, so that it neither reveals nor restores what others uploaded; then the user's row is locked
 * and the avatar changed, in a unit of work of its own. Where that fails, the item is deleted again.
 */
export async function uploadAvatar(
  deps: UploadDeps,
  origin: Origin,
  userId: string,
  { stream, filename }: AvatarFile,
): Promise<void> {
  const { unitOfWork, consumers, log } = deps;
  const { mediaId } = await uploadMedia(deps, origin, {
    stream: await pictureStream(stream),
    filename,
    details: { folder: FOLDER },
    onDuplicate: DuplicateMode.COPY,
  });
  try {
    await unitOfWork.run(origin, (tx) => changeAvatar(tx, consumers, userId, mediaId));
  } catch (error) {
    // Should it have been committed nevertheless, the item is in use, and stays.
    const discard = unitOfWork.run(origin, (tx) => deleteMedia(tx, consumers, [mediaId]));
    await discard.catch((reason: unknown) => {
      if (!(reason instanceof Refusal)) log.warn({ err: reason, mediaId }, 'an avatar was left unused');
    });
    throw error;
  }
}

/**
 * Makes a library item a user's avatar. The one before is deleted, softly, where the user uploaded it as such and
 * nothing else uses it. Locks the user, then both items.
 */
async function changeAvatar(
  tx: Tx,
  consumers: MediaConsumers,
  userId: string,
  mediaId: string,
): Promise<void> {
  userMedia.authorize(tx.actor, userId);
  if (!(await lockUsers(tx, [userId])).has(userId)) {
    throw refuse(UserErrorCode.NOT_FOUND, 'There is no such user.');
  }
  const former = (await placedMediaOf(tx, userMedia, userId)).map((placed) => placed.mediaId);
  const items = await lockLibraryItems(tx, [...former, mediaId]);
  const difference = await replaceMedia(tx, userMedia, userId, [{ mediaId, role: AVATAR }], []);
  const uses = await countUsages(tx, former);
  const isOwn = ({ folder, uploadedBy }: Pick<Media, 'folder' | 'uploadedBy'>) =>
    folder === FOLDER && uploadedBy === userId;
  const done = items.filter((item) => item.id !== mediaId && isOwn(item) && !uses.has(item.id));
  await deleteMedia(
    tx,
    consumers,
    done.map(({ id }) => id),
  );
  tx.audit({ action: 'user.media', subject: { type: USER, id: userId }, ...difference });
}
