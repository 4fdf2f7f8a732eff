import { type Tx } from '../../platform/unit-of-work/transaction';
import { type ShelvedFile } from '../intake/shelve-file';
import { type ImportFailure } from './import-failure';
import { importChanged } from './import-events';
import { ImportStatus } from './import-status';
import { type ImportLease, lockLeased } from './lease-import';
import { MediaImport } from './media-import.entity';

/** How often an import is tried before it has failed: a crash, a time-out and an answer of 503 are tries. */
export const MAX_ATTEMPTS = 4;
/** The pause after the first try; four times as long after each further one: 5, 20 and 80 seconds. */
const FIRST_PAUSE_MS = 5_000;

const NOTHING_LEFT = { dueAt: null, leaseId: null, leasedUntil: null };

/**
 * Ends an import in the commit that takes its file into the library: either both are there or neither. Returns false,
 * and changes nothing, when the lease is another's by now. Locks the import, after media and content.
 */
export async function completeImport(
  tx: Tx,
  lease: ImportLease,
  { mediaId, deduplicated }: ShelvedFile,
): Promise<boolean> {
  const { importId: id, attempt } = lease;
  if (!(await lockLeased(tx, lease))) return false;
  const status = ImportStatus.COMPLETED;
  await tx.update(
    MediaImport,
    { id },
    { ...NOTHING_LEFT, status, progress: 1, mediaId, deduplicated, finishedAt: new Date() },
  );
  tx.audit({
    action: 'mediaImport.complete',
    subject: { type: 'mediaImport', id },
    after: { status, mediaId, deduplicated, attempt },
  });
  importChanged(tx, id);
  return true;
}

/** Ends an import for good, with the reason. Returns false when the lease is another's by now. */
export async function failImport(tx: Tx, lease: ImportLease, failure: ImportFailure): Promise<boolean> {
  if (!(await lockLeased(tx, lease))) return false;
  await markFailed(tx, lease.importId, failure, lease.attempt);
  return true;
}

/** Marks an import as failed; the caller holds its lock. */
export async function markFailed(
  tx: Tx,
  id: string,
  { code, message }: ImportFailure,
  attempt: number,
): Promise<void> {
  const status = ImportStatus.FAILED;
  const ending = { status, errorCode: code, errorMessage: message, finishedAt: new Date() };
  await tx.update(MediaImport, { id }, { ...NOTHING_LEFT, ...ending });
  tx.audit({
    action: 'mediaImport.fail',
    subject: { type: 'mediaImport', id },
    after: { status, code, attempt },
  });
  importChanged(tx, id);
}

/**
 * Gives the work back after a try that says nothing final: it is due again after a pause that grows with each try, or
 * at once where the try was only interrupted, which then does not count.
 */
export async function releaseImport(
  tx: Tx,
  lease: ImportLease,
  reason: 'failed' | 'interrupted',
): Promise<void> {
  const { importId: id, attempt } = lease;
  if (!(await lockLeased(tx, lease))) return;
  const interrupted = reason === 'interrupted';
  const pauseMs = interrupted ? 0 : FIRST_PAUSE_MS * 4 ** (attempt - 1);
  await tx.update(
    MediaImport,
    { id },
    {
      status: ImportStatus.PENDING,
      progress: 0,
      attempts: interrupted ? attempt - 1 : attempt,
      dueAt: new Date(Date.now() + pauseMs),
      leaseId: null,
      leasedUntil: null,
    },
  );
  importChanged(tx, id);
}
