import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
import { type Content } from '../content/content.entity';
import { type ContentLease, lockLeased } from './lease-content';

/** How often a content is tried before it has failed: a crash, a time-out and a refusal of memory are tries. */
export const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 2_000;

/** Why a file could not be processed: the sentence is for the one who uploaded it. */
export interface ProcessingFailure {
  readonly code: string;
  readonly message: string;
}

export const GIVEN_UP: ProcessingFailure = {
  code: 'PROCESSING_FAILED',
  message: 'This file could not be processed, although it was tried several times.',
};

/** Ends the work on a content for good, with the reason. Returns false when the lease is another's by now. */
export async function failContent(tx: Tx, lease: ContentLease, failure: ProcessingFailure): Promise<boolean> {
  if (!(await lockLeased(tx, lease))) return false;
  await markFailed(tx, lease.contentId, failure, lease.attempt);
  return true;
}

const FAIL = `
  UPDATE content
  SET status = CASE WHEN recipe IS NULL THEN 'FAILED' ELSE status END,
      progress = CASE WHEN recipe IS NULL THEN progress ELSE 1 END,
      due_at = NULL, lease_id = NULL, leased_until = NULL, error_code = $3, error_message = $4, processed_at = now()
  WHERE workspace_id = $1 AND id = $2
  RETURNING status, failed_recipe`;

/**
 * Ends the work on a content with the reason: it is FAILED, or stays COMPLETED where outputs are published, which stay
 * as well. The caller holds its lock.
 */
export async function markFailed(
  tx: Tx,
  contentId: string,
  { code, message }: ProcessingFailure,
  attempt: number,
): Promise<void> {
  const failed = await tx.row<Pick<Content, 'status' | 'failedRecipe'>>(FAIL, contentId, code, message);
  tx.audit({
    action: 'content.fail',
    subject: { type: 'content', id: contentId },
    after: { status: failed?.status, recipe: failed?.failedRecipe, code, attempt },
  });
  await announceContent(tx, contentId);
}

const RELEASE = `
  UPDATE content
  SET status = CASE WHEN recipe IS NULL THEN 'PENDING' ELSE status END, progress = 0, attempts = $3,
      due_at = now() + make_interval(secs => $4), lease_id = NULL, leased_until = NULL
  WHERE workspace_id = $1 AND id = $2`;

/**
 * Gives the work back after a try that says nothing against the file: it is due again after a pause that doubles
 * with each try, or at once where the try was only interrupted, which then does not count.
 */
export async function releaseContent(
  tx: Tx,
  lease: ContentLease,
  reason: 'failed' | 'interrupted',
): Promise<void> {
  if (!(await lockLeased(tx, lease))) return;
  const interrupted = reason === 'interrupted';
  const pauseMs = interrupted ? 0 : FIRST_PAUSE_MS * 2 ** (lease.attempt - 1);
  const attempts = interrupted ? lease.attempt - 1 : lease.attempt;
  await tx.rows(RELEASE, lease.contentId, attempts, pauseMs / 1_000);
  await announceContent(tx, lease.contentId);
}
