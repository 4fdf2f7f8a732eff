import { v7 as uuid } from 'uuid';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { importChanged } from './import-events';
import { type MediaImport } from './media-import.entity';

/** An import that this worker alone may end, for as long as it renews its lease. */
export interface ImportLease extends Pick<
  MediaImport,
  'workspaceId' | 'sourceKind' | 'source' | 'filename' | 'details' | 'onDuplicate' | 'requestedBy'
> {
  readonly leaseId: string;
  readonly importId: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

const LEASE_SECONDS = 30;
/** A lease is renewed at least this often, so two renewals may fail before it runs out. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

const CLAIM = `
  UPDATE media_import
  SET status = 'RUNNING', progress = 0, attempts = attempts + 1, lease_id = $3,
      leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND id = $2
    AND due_at IS NOT NULL AND (leased_until IS NULL OR leased_until < now())
  RETURNING *`;

/**
 * Takes the work on an import, if there is any and nobody alive has it: counts the try, and leases it for half a
 * minute. Returns null where there is nothing to do. Locks the import's row until the commit.
 */
export async function claimImport(tx: Tx, importId: string): Promise<ImportLease | null> {
  const leaseId = uuid();
  const claimed = await tx.row<MediaImport>(CLAIM, importId, leaseId);
  if (!claimed) return null;
  importChanged(tx, importId);
  const { workspaceId, sourceKind, source, filename, details, onDuplicate, requestedBy, attempts } = claimed;
  const what = { workspaceId, sourceKind, source, filename, details, onDuplicate, requestedBy };
  return { ...what, leaseId, importId, attempt: attempts };
}

const RENEW = `
  UPDATE media_import
  SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      due_at = now() + make_interval(secs => ${LEASE_SECONDS}), progress = $4
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3
  RETURNING id`;

/** Keeps a lease for another half minute and notes the progress; false when it is another's by now. */
export async function renewLease(tx: Tx, lease: ImportLease, progress: number): Promise<boolean> {
  return (await tx.row(RENEW, lease.importId, lease.leaseId, progress)) !== undefined;
}

const HELD = 'SELECT id FROM media_import WHERE workspace_id = $1 AND id = $2 AND lease_id = $3 FOR UPDATE';

/** Locks the import for the end of its work; false when the lease is another's. */
export async function lockLeased(tx: Tx, lease: ImportLease): Promise<boolean> {
  return (await tx.row(HELD, lease.importId, lease.leaseId)) !== undefined;
}
