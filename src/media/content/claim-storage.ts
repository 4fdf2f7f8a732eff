import { type Database } from '../../platform/database/database';
import {
  installationId,
  MARKER_KEY,
  markerOf,
  readMarker,
  writeMarker,
} from '../../platform/storage/installation';
import { type Storage } from '../../platform/storage/storage';
import { contentOfKey } from './storage-keys';

/** This storage is not the one that the database knows the files of. */
export class ForeignStorageError extends Error {
  constructor(reason: string, installation: string) {
    const remedy = `If it is the right one all the same, store ${markerOf(installation)} in it as ${MARKER_KEY}.`;
    super(`${reason} ${remedy}`);
    this.name = 'ForeignStorageError';
  }
}

/** So many files tell whose an unmarked storage is. */
const SAMPLE = 1_000;

const KNOWN_WORKSPACES = 'SELECT id FROM workspace WHERE id = ANY ($1) LIMIT 1';
const ANY_CONTENT = 'SELECT id FROM content LIMIT 1';

/**
 * Makes sure that a storage and a database belong together, which is what deleting by one what the other does not
 * know rests on: the storage's marker has to name the database's installation. A storage without a marker gets one
 * where it and the database are both empty of files, or where it has files of a workspace of this database; in a dry
 * run it only would. Any number of processes may ask at once. Throws ForeignStorageError.
 */
export async function claimStorage(
  database: Database,
  storage: Storage,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<void> {
  const installation = await installationId(database);
  const marked = await readMarker(storage);
  if (marked === installation) return;
  if (marked !== null) {
    throw new ForeignStorageError('The storage belongs to the files of another database.', installation);
  }
  const sample = await workspacesOf(storage);
  if (sample.length > 0 && (await database.everyWorkspace(KNOWN_WORKSPACES, sample)).length === 0) {
    throw new ForeignStorageError(
      'The storage has files of workspaces that the database does not have.',
      installation,
    );
  }
  if (sample.length === 0 && (await database.everyWorkspace(ANY_CONTENT)).length > 0) {
    throw new ForeignStorageError(
      'The storage is empty, although the database knows files: is it mounted?',
      installation,
    );
  }
  if (!dryRun) await writeMarker(storage, installation);
}

/** The workspaces of the first files that a storage has. */
async function workspacesOf(storage: Storage): Promise<string[]> {
  const found = new Set<string>();
  let looked = 0;
  for await (const { key } of storage.list('tenants')) {
    const owner = contentOfKey(key);
    if (owner) found.add(owner.workspaceId);
    if ((looked += 1) >= SAMPLE) break;
  }
  return [...found];
}
