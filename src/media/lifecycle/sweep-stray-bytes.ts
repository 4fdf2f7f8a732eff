import { type Database } from '../../platform/database/database';
import { type Storage } from '../../platform/storage/storage';
import { contentOfKey } from '../content/storage-keys';

/** Bytes younger than this may belong to an upload whose row is about to be committed. */
export const STRAY_GRACE_MS = 60 * 60 * 1000;
const BATCH = 500;

const KNOWN = 'SELECT id FROM content WHERE id = ANY($1)';

export interface StraySweep {
  /** Only says what would go. */
  readonly dryRun?: boolean;
  readonly graceMs?: number;
}

/**
 * Takes away stored files whose content has no row, once they are older than the grace: what a crash left
 * between storing bytes and committing their row. A file whose content has a row is never touched. Returns the
 * keys that went, or would go.
 */
export async function sweepStrayBytes(
  database: Database,
  storage: Storage,
  { dryRun = false, graceMs = STRAY_GRACE_MS }: StraySweep = {},
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

async function withoutRow(database: Database, keys: readonly string[]): Promise<string[]> {
  const owners = new Map(keys.map((key) => [key, contentOfKey(key)?.contentId]));
  const ids = [...new Set(owners.values())].filter((id) => id !== undefined);
  const known = new Set((await database.everyWorkspace<{ id: string }>(KNOWN, ids)).map(({ id }) => id));
  return keys.filter((key) => {
    const owner = owners.get(key);
    return owner !== undefined && !known.has(owner);
  });
}
