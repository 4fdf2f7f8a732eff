import { type Tx } from '../../../platform/unit-of-work/transaction';
import { discardFiles } from '../../content/discard-files';
import { type Content } from '../../content/content.entity';
import { type Rendition } from '../../content/rendition.entity';
import { countProcessed } from '../../usage/charge-storage';
import { keepMostUsed } from './publish-transform';
import { type TransformLease } from './transform-lease.entity';
import { keyOfMaking } from './transform-target';

/** Until then URLs of the recipe before are answered with its own files, as pages and caches have them. */
const SUPERSEDED_DAYS = 7;

/** Until then whoever had a lease may still find out that it lost it. */
const LOST_LEASE_SECONDS = 600;

/** Contents `c` whose renditions by older recipes are not wanted any more. */
export const HAS_SUPERSEDED = `
  c.recipe > 1 AND c.processed_at < now() - interval '${SUPERSEDED_DAYS} days' AND EXISTS (
    SELECT FROM rendition r
    WHERE r.workspace_id = c.workspace_id AND r.content_id = c.id AND r.recipe < c.recipe)`;

/** Leases that nobody renewed, and reasons that nobody has to be told any more. */
export const IS_LOST = `leased_until < now() - make_interval(secs => ${LOST_LEASE_SECONDS})`;

const LOCK = `SELECT id FROM content WHERE workspace_id = $1 AND id = $2 AND state <> 'deleting' FOR UPDATE`;

const DELETE_IDLE = `
  DELETE FROM rendition
  WHERE workspace_id = $1 AND content_id = $2 AND on_demand AND used_at < now() - make_interval(days => $3)
  RETURNING storage_key`;

/**
 * Takes away the renditions of a content that were made on demand and that nobody has asked for in so many days, and
 * discards their files. Locks the content. Returns how many there were.
 */
export async function discardIdle(tx: Tx, contentId: string, idleDays: number): Promise<number> {
  if (!(await tx.row(LOCK, contentId))) return 0;
  const idle = await tx.rows<Rendition>(DELETE_IDLE, contentId, idleDays);
  await discardFiles(
    tx,
    contentId,
    idle.map(({ storageKey }) => storageKey),
  );
  return idle.length;
}

/** The same for those beyond the most that a content keeps. Locks the content. Returns how many there were. */
export async function discardLeastUsed(tx: Tx, contentId: string, mostKept: number): Promise<number> {
  if (!(await tx.row(LOCK, contentId))) return 0;
  return (await keepMostUsed(tx, contentId, mostKept)).length;
}

const DELETE_SUPERSEDED = `
  DELETE FROM rendition s USING content c
  WHERE s.workspace_id = $1 AND s.content_id = $2 AND c.workspace_id = $1 AND c.id = $2 AND s.recipe < c.recipe
    AND ${HAS_SUPERSEDED}
  RETURNING s.storage_key, s.byte_size, s.on_demand`;

/**
 * The same for what recipes made that were replaced a week ago, and gives back what of it was counted. Locks the
 * content, then the tally. Returns how many there were.
 */
export async function discardSuperseded(tx: Tx, contentId: string): Promise<number> {
  if (!(await tx.row(LOCK, contentId))) return 0;
  const gone = await tx.rows<Rendition>(DELETE_SUPERSEDED, contentId);
  await discardFiles(
    tx,
    contentId,
    gone.map(({ storageKey }) => storageKey),
  );
  const counted = gone.filter(({ onDemand }) => !onDemand);
  await countProcessed(tx, contentId, -counted.reduce((sum, { byteSize }) => sum + byteSize, 0));
  return gone.length;
}

const LOCK_ADDRESS = `
  SELECT media_type, sha256 FROM content WHERE workspace_id = $1 AND id = $2 FOR UPDATE`;

const DELETE_LOST = `
  DELETE FROM transform_lease WHERE workspace_id = $1 AND content_id = $2 AND ${IS_LOST} RETURNING *`;

/** Ends the lost leases of a content, and discards what their holders may have stored. Locks the content. */
export async function discardLost(tx: Tx, contentId: string): Promise<number> {
  const content = await tx.row<Content>(LOCK_ADDRESS, contentId);
  if (!content) return 0;
  const { mediaType, sha256 } = content;
  const lost = await tx.rows<TransformLease>(DELETE_LOST, contentId);
  const makings = lost.filter(({ errorCode }) => errorCode === null);
  const address = { workspaceId: tx.workspaceId, contentId, mediaType, sha256 };
  await discardFiles(
    tx,
    contentId,
    makings.map(({ recipe, transform, format, leaseId }) =>
      keyOfMaking({ ...address, recipe, transform, format }, leaseId),
    ),
  );
  return lost.length;
}
