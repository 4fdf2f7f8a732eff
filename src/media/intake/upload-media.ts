import { rm } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { failpoint } from '../../platform/failpoint';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { type MediaDetails } from '../library/media-details';
import { addToLibrary, type LibraryDeps } from './add-to-library';
import { type DuplicateMode } from './duplicate-mode';
import { type IntakeLimits } from './intake-limits';
import { receiveFile } from './receive-file';
import { safeFilename } from './safe-filename';
import { type ShelvedFile } from './shelve-file';

export interface UploadDeps extends LibraryDeps {
  readonly limits: IntakeLimits;
}

export interface Upload {
  readonly stream: Readable;
  /** As its sender gave it. */
  readonly filename: string | null;
  /** Cleaned by `cleanMediaDetails`. */
  readonly details: MediaDetails;
  readonly onDuplicate: DuplicateMode;
}

/**
 * Takes a file into the library: receives it, stores its bytes unless the workspace has them, and commits the item
 * with its audit row and events. Who may, the caller has checked. Throws the Refusals of `receiveFile`; whatever
 * it throws and whoever goes away meanwhile, no temporary file is left.
 */
export async function uploadMedia(deps: UploadDeps, origin: Origin, upload: Upload): Promise<ShelvedFile> {
  const { details, onDuplicate } = upload;
  const file = await receiveFile(deps.storage, upload.stream, deps.limits);
  failpoint('upload:received');
  try {
    const filename = safeFilename(upload.filename, file.kind.extension);
    return await addToLibrary(deps, origin, { file, filename, details, onDuplicate });
  } finally {
    await rm(file.path, { force: true });
  }
}
