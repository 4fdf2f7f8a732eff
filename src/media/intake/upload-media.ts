import { rm } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { failpoint } from '../../platform/failpoint';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { type MediaDetails } from '../library/media-details';
import { checkRoom } from '../usage/check-room';
import { addToLibrary, type FileToAdd, type LibraryDeps } from './add-to-library';
import { type DuplicateMode } from './duplicate-mode';
import { type IntakeLimits } from './intake-limits';
import { receiveFile } from './receive-file';
import { safeFilename } from './safe-filename';
import { type ShelvedFile } from './shelve-file';

export interface UploadDeps extends LibraryDeps {
  readonly limits: IntakeLimits;
}

export interface Upload extends Pick<FileToAdd, 'settle'> {
  readonly stream: Readable;
  /** As its sender gave it. */
  readonly filename: string | null;
  /** Cleaned by `cleanMediaDetails`. */
  readonly details: MediaDetails;
  readonly onDuplicate: DuplicateMode;
}

/**
 * Takes a file into the library: receives it, stores its bytes unless the workspace has them, and commits the item
 * with its audit row and events. Who may, the caller has checked. Throws the Refusals of `receiveFile`, and
 * QUOTA_EXCEEDED, before the file is read where no room is left at all; whatever it throws and whoever goes away
 * meanwhile, no temporary file is left.
 */
export async function uploadMedia(deps: UploadDeps, origin: Origin, upload: Upload): Promise<ShelvedFile> {
  const { details, onDuplicate, settle } = upload;
  await checkRoomFor(deps, origin, upload.stream);
  const file = await receiveFile(deps.storage, upload.stream, deps.limits, upload.filename);
  failpoint('upload:received');
  try {
    const filename = safeFilename(upload.filename, file.kind.extension);
    return await addToLibrary(deps, origin, { file, filename, details, onDuplicate, settle });
  } finally {
    await rm(file.path, { force: true });
  }
}

/** What is refused is read and forgotten, as by `receiveFile`, so that what comes behind it in a request can come. */
async function checkRoomFor(
  { database, quota }: UploadDeps,
  origin: Origin,
  stream: Readable,
): Promise<void> {
  stream.on('error', () => undefined);
  try {
    const userId = origin.actor.kind === 'user' ? origin.actor.id : null;
    await checkRoom(database.workspace(origin.workspaceId), quota, userId);
  } catch (error) {
    stream.resume();
    throw error;
  }
}
