import { type Database } from '../../platform/database/database';
import { type Sweep, type SweepContext, type SweepFinding } from '../../platform/sweeps/sweep';
import { claimStorage } from '../content/claim-storage';
import { contentOfKey } from '../content/storage-keys';

/** Bytes younger than this may belong to an upload, or to outputs, whose rows are about to be committed. */
export const STRAY_GRACE_MS = 60 * 60 * 1000;
const BATCH = 500;
/** What one run takes away at most; the next one goes on. */
const MOST_FILES = 50_000;

/** Beyond both, it is not the leavings of crashes: the storage and the database do not fit. */
const SUSPICIOUS_CONTENTS = 50;
const SUSPICIOUS_SHARE = 0.2;

/**
 * Deletes stored files that no row names, once they are older than the grace: what a crash left between storing
 * bytes and committing their row. Files of a content that is not live are its deletion's, and discarded ones have a
 * sweep of their own; files of a workspace that the database does not have are reported and kept. Refuses a storage
 * that is another database's, and to take files of so many contents that the two cannot fit, unless it is forced.
 */
export function sweepStrayBytes(graceMs = STRAY_GRACE_MS): Sweep {
  return {
    name: 'stray-bytes',
    purpose: 'Deletes stored files that no row names, an hour after they were stored.',
    everySeconds: 60 * 60,
    run: (context) => findAndDelete(context, graceMs),
  };
}

async function* findAndDelete(context: SweepContext, graceMs: number): AsyncGenerator<SweepFinding> {
  const { database, storage, dryRun, signal, force = false } = context;
  await claimStorage(database, storage, { dryRun });
  const before = new Date(Date.now() - graceMs);
  const found = await findStray(context, before);
  for (const workspaceId of found.unknownWorkspaces) {
    yield { workspaceId, what: 'files of a workspace that the database does not have: kept unless forced' };
  }
  const doubt = force || signal.aborted ? null : doubtAbout(found);
  if (doubt && !dryRun) throw doubt;
  for (let start = 0; start < found.files.length && !signal.aborted; start += BATCH) {
    const batch = found.files.slice(start, start + BATCH);
    const gone = dryRun ? batch : await deleteStray(context, batch, before);
    for (const { key, workspaceId } of gone) yield { workspaceId, what: `${key} is deleted` };
  }
  if (doubt) throw doubt;
}

interface StoredFile {
  readonly key: string;
  readonly workspaceId: string;
  readonly contentId: string;
}

interface Found {
  readonly files: readonly StoredFile[];
  readonly unknownWorkspaces: ReadonlySet<string>;
  /** Contents whose files were looked at, and those of them that would lose some. */
  readonly contents: number;
  readonly losing: number;
}

function doubtAbout({ contents, losing }: Found): Error | null {
  if (losing <= SUSPICIOUS_CONTENTS || losing <= contents * SUSPICIOUS_SHARE) return null;
  return new Error(
    `Of ${contents} contents that have files in storage, ${losing} would lose some, as the database does not name ` +
      'them: this may be the storage of another database, or an old copy of this one. Nothing was deleted; ' +
      '`npm run sweep -- run stray-bytes --dry-run` lists what would be, `--force` instead deletes it.',
  );
}

async function findStray(
  { database, storage, signal, force = false }: SweepContext,
  before: Date,
): Promise<Found> {
  const files: StoredFile[] = [];
  const unknownWorkspaces = new Set<string>();
  let contents = 0;
  let losing = 0;
  const look = async (batch: readonly StoredFile[]) => {
    const judged = await judge(database, batch);
    if (!force) for (const { workspaceId } of judged.homeless) unknownWorkspaces.add(workspaceId);
    const stray = force ? [...judged.stray, ...judged.homeless] : judged.stray;
    contents += new Set(batch.map(nameOf)).size;
    losing += new Set(stray.map(nameOf)).size;
    files.push(...stray);
  };
  let batch: StoredFile[] = [];
  for await (const { key, modifiedAt } of storage.list('tenants')) {
    if (signal.aborted || files.length >= MOST_FILES) break;
    const owner = contentOfKey(key);
    if (!owner || modifiedAt > before) continue;
    batch.push({ key, ...owner });
    if (batch.length < BATCH) continue;
    await look(batch);
    batch = [];
  }
  await look(batch);
  return { files, unknownWorkspaces, contents, losing };
}

/** Deletes what is still stray: rows that came meanwhile, and files that were stored anew, are left alone. */
async function deleteStray(
  { database, storage }: SweepContext,
  files: readonly StoredFile[],
  before: Date,
): Promise<readonly StoredFile[]> {
  const objects = await Promise.all(files.map(({ key }) => storage.stat(key)));
  const old = files.filter((_, index) => (objects[index]?.modifiedAt ?? before) <= before);
  const { stray, homeless } = await judge(database, old);
  const gone = [...stray, ...homeless];
  await storage.delete(gone.map(({ key }) => key));
  return gone;
}

const NAMED = `
  SELECT c.workspace_id, c.id AS content_id, c.state, c.storage_key,
         ARRAY (SELECT r.storage_key FROM rendition r
                WHERE r.workspace_id = c.workspace_id AND r.content_id = c.id
                UNION ALL
                SELECT d.storage_key FROM discarded_file d
                WHERE d.workspace_id = c.workspace_id AND d.content_id = c.id) AS other_keys
  FROM unnest($1::uuid[], $2::uuid[]) AS named (workspace_id, id)
  JOIN content c ON c.workspace_id = named.workspace_id AND c.id = named.id`;

const WORKSPACES = 'SELECT id FROM workspace WHERE id = ANY ($1)';

/** Which of these files no row names, and which of those are in a workspace that the database does not have. */
async function judge(
  database: Database,
  files: readonly StoredFile[],
): Promise<{ stray: StoredFile[]; homeless: StoredFile[] }> {
  if (files.length === 0) return { stray: [], homeless: [] };
  const owners = [...new Map(files.map((file) => [nameOf(file), file])).values()];
  const workspaceIds = owners.map(({ workspaceId }) => workspaceId);
  const contents = await database.everyWorkspace<{
    workspaceId: string;
    contentId: string;
    state: string;
    storageKey: string;
    otherKeys: string[];
  }>(
    NAMED,
    workspaceIds,
    owners.map(({ contentId }) => contentId),
  );
  const workspaces = await database.everyWorkspace<{ id: string }>(WORKSPACES, [...new Set(workspaceIds)]);
  const known = new Map(contents.map((content) => [nameOf(content), content]));
  const named = new Set(contents.flatMap(({ storageKey, otherKeys }) => [storageKey, ...otherKeys]));
  const homes = new Set(workspaces.map(({ id }) => id));
  const unnamed = files.filter((file) => {
    const content = known.get(nameOf(file));
    return !content || (content.state === 'live' && !named.has(file.key));
  });
  return {
    stray: unnamed.filter(({ workspaceId }) => homes.has(workspaceId)),
    homeless: unnamed.filter(({ workspaceId }) => !homes.has(workspaceId)),
  };
}

function nameOf({ workspaceId, contentId }: { workspaceId: string; contentId: string }): string {
  return `${workspaceId} ${contentId}`;
}
