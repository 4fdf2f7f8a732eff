import { type Tx } from '../../../platform/unit-of-work/transaction';
import { discardFiles } from '../../content/discard-files';
import { Rendition } from '../../content/rendition.entity';
import { endLease } from './lease-transform';
import { type TransformTarget } from './transform-target';

/** One stored rendition, as its row will say. */
export type StoredTransform = Pick<
  Rendition,
  'width' | 'height' | 'byteSize' | 'sha256' | 'storageKey' | 'createdAt'
>;

const LOCK = `SELECT id FROM content WHERE workspace_id = $1 AND id = $2 AND state <> 'deleting' FOR UPDATE`;

const LEAST_USED = `
  DELETE FROM rendition
  WHERE workspace_id = $1 AND content_id = $2 AND (recipe, transform, format) IN (
    SELECT recipe, transform, format FROM rendition
    WHERE workspace_id = $1 AND content_id = $2 AND on_demand
    ORDER BY used_at DESC, created_at DESC, transform, format
    OFFSET $3)
  RETURNING storage_key`;

/**
 * Ends a lease and publishes what was made under it. Returns false, and publishes nothing, when the lease is another's
 * by now or the content is going: the caller then takes away what it stored. Locks the content.
 */
export async function publishTransform(
  tx: Tx,
  target: TransformTarget,
  leaseId: string,
  stored: StoredTransform,
  mostKept: number,
): Promise<boolean> {
  const { contentId, recipe, transform, format } = target;
  const isThere = (await tx.row(LOCK, contentId)) !== undefined;
  if (!(await endLease(tx, target, leaseId)) || !isThere) return false;
  await tx.insert(Rendition, {
    ...stored,
    ...{ contentId, recipe, transform, format },
    onDemand: true,
    usedAt: stored.createdAt,
  });
  await keepMostUsed(tx, contentId, mostKept);
  return true;
}

/**
 * Takes away the renditions of a content that were made on demand and are beyond so many, the least recently used
 * ones, and discards their files. The caller holds the content's lock. Returns the keys of the files.
 */
export async function keepMostUsed(tx: Tx, contentId: string, mostKept: number): Promise<string[]> {
  const gone = await tx.rows<{ storageKey: string }>(LEAST_USED, contentId, mostKept);
  const keys = gone.map(({ storageKey }) => storageKey);
  await discardFiles(tx, contentId, keys);
  return keys;
}
