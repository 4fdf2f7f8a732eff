import { type Database } from '../../platform/database/database';
import { type Storage } from '../../platform/storage/storage';
import { contentOfKey } from '../content/storage-keys';

/** Bytes younger than this may belong to an upload whose row is about to be committed. */
export const STRAY_GRACE_MS = 60 * 60 * 1000;
const BATCH = 500;

const KNOWN = `
  SELECT c.workspace_id, c.id AS content_id
  FROM unnest($1::uuid[], $2::uuid[]) AS named (workspace_id, id)
  JOIN content c ON c.workspace_id = named.workspace_id AND c.id = named.id`;

export interface StraySweep {
  /** Only says what would go. */
  readonly dryRun?: boolean;
  readonly graceMs?: number;
  /** Ends the sweep early: what is left is for the next one. */
  readonly signal?: AbortSignal;
}

/**
 * Takes away stored files whose content has no row, once they are older than the grace: what a crash left
 * between storing bytes and committing their row. A file whose content has a row is never touched. Returns the
 * keys that went, or would go.
 */
export async function sweepStrayBytes(
  database: Database,
  storage: Storage,
  { dryRun = false, graceMs = STRAY_GRACE_MS, signal }: StraySweep = {},
): Promise<string[]> {
  const before = Date.now() - graceMs;
  const stray: string[] = [];
  const sweep = async (keys: readonly string[]) => {
    const gone = await withoutRow(database, keys);
    if (!dryRun) await storage.delete(gone);
    stray.push(...gone);
  };
  let batch: string[] = [];
  for await (const { key, modifiedAt } of storage.list('tenants')) {
    if (signal?.aborted) return stray;
    if (modifiedAt.getTime() > before) continue;
    batch.push(key);
    if (batch.length === BATCH) {
      await sweep(batch);
      batch = [];
    }
  }
  await sweep(batch);
  return stray;
}

interface Owner {
  readonly workspaceId: string;
  readonly contentId: string;
}

async function withoutRow(database: Database, keys: readonly string[]): Promise<string[]> {
  const files = keys.flatMap((key) => {
    const owner = contentOfKey(key);
    return owner ? [{ key, owner }] : [];
  });
  const nameOf = ({ workspaceId, contentId }: Owner) => `${workspaceId} ${contentId}`;
  const owners = [...new Map(files.map(({ owner }) => [nameOf(owner), owner])).values()];
  const rows = await database.everyWorkspace<Owner>(
    KNOWN,
    owners.map(({ workspaceId }) => workspaceId),
    owners.map(({ contentId }) => contentId),
  );
  const known = new Set(rows.map(nameOf));
  return files.filter(({ owner }) => !known.has(nameOf(owner))).map(({ key }) => key);
}
