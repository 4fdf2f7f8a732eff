import { v4 as uuid } from 'uuid';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
import { type Content } from '../content/content.entity';
import { type MediaType } from '../media-type';

/** Work on a content that this worker alone may publish, for as long as it renews its lease. */
export interface ContentLease {
  readonly leaseId: string;
  readonly workspaceId: string;
  readonly contentId: string;
  readonly mediaType: MediaType;
  readonly sha256: Buffer;
  readonly storageKey: string;
  /** By which it is done. */
  readonly recipe: number;
  /** 1 for the first try. */
  readonly attempt: number;
}

const LEASE_SECONDS = 30;
/** A lease is renewed this often, so two renewals may fail before it runs out. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

const CLAIM = `
  UPDATE content
  SET status = CASE WHEN recipe IS NULL THEN 'PROCESSING' ELSE status END, progress = 0, attempts = attempts + 1,
      failed_recipe = $4, lease_id = $3, leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND id = $2
    AND due_at IS NOT NULL AND state <> 'deleting' AND (recipe IS NULL OR recipe <= $4)
    AND (leased_until IS NULL OR leased_until < now())
  RETURNING *`;

/**
 * Takes the work on a content, to be done by a recipe, if there is any and nobody alive has it: counts the try, and
 * leases it for half a minute. Returns null where there is nothing to do, or what is published was made by a newer
 * recipe, which is for a newer worker. Locks the content's row until the commit.
 */
export async function claimContent(tx: Tx, contentId: string, recipe: number): Promise<ContentLease | null> {
  const leaseId = uuid();
  const content = await tx.row<Content>(CLAIM, contentId, leaseId, recipe);
  if (!content) return null;
  await announceContent(tx, contentId);
  const { workspaceId, mediaType, sha256, storageKey, attempts } = content;
  return { leaseId, workspaceId, contentId, mediaType, sha256, storageKey, recipe, attempt: attempts };
}

const RENEW = `
  UPDATE content
  SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS}), progress = $4
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3
  RETURNING id`;

/** Keeps a lease for another half minute and notes the progress; false when it is another's by now. */
export async function renewLease(tx: Tx, lease: ContentLease, progress: number): Promise<boolean> {
  return (await tx.row(RENEW, lease.contentId, lease.leaseId, progress)) !== undefined;
}

const HELD = `
  SELECT id FROM content WHERE workspace_id = $1 AND id = $2 AND lease_id = $3 AND state <> 'deleting' FOR UPDATE`;

/** Locks the content for the end of its work; false when the lease is another's, or the content is going. */
export async function lockLeased(tx: Tx, lease: ContentLease): Promise<boolean> {
  return (await tx.row(HELD, lease.contentId, lease.leaseId)) !== undefined;
}
