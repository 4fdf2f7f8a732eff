import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
import { Content } from '../content/content.entity';
import { MediaStatus } from '../media-type';
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

/** Marks a content as failed; the caller holds its lock. */
export async function markFailed(
  tx: Tx,
  contentId: string,
  { code, message }: ProcessingFailure,
  attempt: number,
): Promise<void> {
  await tx.update(
    Content,
    { id: contentId },
    {
      status: MediaStatus.FAILED,
      dueAt: null,
      leaseId: null,
      leasedUntil: null,
      errorCode: code,
      errorMessage: message,
      processedAt: new Date(),
    },
  );
  tx.audit({
    action: 'content.fail',
    subject: { type: 'content', id: contentId },
    after: { status: MediaStatus.FAILED, code, attempt },
  });
  await announceContent(tx, contentId);
}

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
  await tx.update(
    Content,
    { id: lease.contentId },
    {
      status: MediaStatus.PENDING,
      progress: 0,
      attempts: interrupted ? lease.attempt - 1 : lease.attempt,
      dueAt: new Date(Date.now() + pauseMs),
      leaseId: null,
      leasedUntil: null,
    },
  );
  await announceContent(tx, lease.contentId);
}
