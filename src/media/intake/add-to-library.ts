import { type Logger } from 'pino';
import { type Database } from '../../platform/database/database';
import { databaseError } from '../../platform/database/database-error';
import { Refusal, RequestError, RequestErrorCode } from '../../platform/errors';
import { failpoint } from '../../platform/failpoint';
import { type Storage } from '../../platform/storage/storage';
import { type Origin, type Tx } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { type ReceivedFile } from './receive-file';
import {
  type FileToShelve,
  type ShelvedFile,
  ShelfMovedError,
  type ShelfRules,
  shelveFile,
} from './shelve-file';
import { healOriginal, type StoredOriginal, storeOriginal } from './store-original';

export interface LibraryDeps extends ShelfRules {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly storage: Storage;
  readonly log: Logger;
}

/** A received file, and what else has to be in the commit that takes it into the library. */
export interface FileToAdd extends FileToShelve {
  /** Runs behind it, under its locks; throws WithdrawnError where the file is not wanted any more. */
  readonly settle?: (tx: Tx, shelved: ShelvedFile) => Promise<void>;
}

/** What a file was for is over: it is not taken into the library. */
export class WithdrawnError extends Error {
  constructor() {
    super('The file is not wanted any more.');
    this.name = 'WithdrawnError';
  }
}

/** Each time something has to come between two looks, so more than a few are a sign of something else. */
const MAX_LOOKS = 20;

const KNOWN = `
  SELECT id, storage_key FROM content WHERE workspace_id = $1 AND sha256 = $2 AND state <> 'deleting'`;

interface Known {
  readonly id: string;
  readonly storageKey: string;
}

/**
 * Puts a received file into the library. Its bytes are stored before the transaction, where the workspace does not
 * have them, under the id of a content to be; those that were not needed, as another upload was first, are taken
 * away after the commit. Where a content has lost its bytes, it gets them back. A file that is not moved into storage
 * stays at its path, for the caller to take away. Throws what the unit of work throws; then nothing is left but, after
 * a lost connection, bytes for the sweep.
 */
export async function addToLibrary(
  deps: LibraryDeps,
  origin: Origin,
  request: FileToAdd,
): Promise<ShelvedFile> {
  const { database, storage, unitOfWork } = deps;
  const { workspaceId } = origin;
  const store = async () => {
    const original = await storeOriginal(storage, workspaceId, request.file);
    failpoint('upload:stored');
    return original;
  };
  const known = await database.workspace(workspaceId).row<Known>(KNOWN, request.file.sha256);
  if (known) await heal(deps, known, request.file);
  let stored = known ? null : await store();
  for (let look = 1; look <= MAX_LOOKS; look += 1) {
    try {
      const shelved = await unitOfWork.run(origin, async (tx) => {
        const result = await shelveFile(tx, deps, request, stored);
        await request.settle?.(tx, result);
        return result;
      });
      if (stored && stored.contentId !== shelved.contentId) await discard(deps, stored);
      return shelved;
    } catch (error) {
      if (!(error instanceof ShelfMovedError)) {
        if (stored && isRolledBack(error)) await discard(deps, stored);
        throw error;
      }
      stored ??= await store();
    }
  }
  if (stored) await discard(deps, stored);
  throw new RequestError(RequestErrorCode.SERVICE_UNAVAILABLE, 'Too busy just now; try again.');
}

async function heal(
  { storage, log }: LibraryDeps,
  { id: contentId, storageKey }: Known,
  file: ReceivedFile,
): Promise<void> {
  if (!(await healOriginal(storage, storageKey, file))) return;
  log.warn({ contentId }, 'a content whose bytes were gone from storage got them back from an upload');
}

/**
 * True when nothing of a failed transaction can have been committed: a rule of ours or the database refused it. An
 * error that ends the connection leaves open what became of the commit.
 */
function isRolledBack(error: unknown): boolean {
  if (error instanceof Refusal || error instanceof RequestError || error instanceof WithdrawnError)
    return true;
  return databaseError(error)?.severity === 'ERROR';
}

/** Takes bytes away that no content refers to; where that fails, the sweep of stray bytes will. */
async function discard({ storage, log }: LibraryDeps, { key, contentId }: StoredOriginal): Promise<void> {
  try {
    await storage.delete([key]);
  } catch (error) {
    log.warn({ err: error, contentId }, 'bytes that were not needed could not be taken away');
  }
}
