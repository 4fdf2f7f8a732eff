import { findMember } from '../../accounts';
import { hasRole, Role, systemActor } from '../../platform/actor';
import { failpoint } from '../../platform/failpoint';
import { type OutboundClient } from '../../platform/outbound/outbound-client';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { WithdrawnError } from '../intake/add-to-library';
import { type UploadDeps, uploadMedia } from '../intake/upload-media';
import { completeImport, failImport, MAX_ATTEMPTS, releaseImport } from './end-import';
import { fetchedFilename } from './fetched-filename';
import { failureAfter, RequesterLeftError } from './import-failure';
import { type Heartbeat, keepLease, type KeepLeaseDeps } from './keep-lease';
import { claimImport, type ImportLease } from './lease-import';

export interface RunImportDeps extends UploadDeps, Pick<KeepLeaseDeps, 'onProgress'> {
  readonly outbound: OutboundClient;
}

/**
 * Does one import, if that is still to be done: takes the lease, fetches the source, and takes the file into the
 * library the way that uploads go, in the name of the user who asked; the same commit ends the import. May be killed
 * at any line, and may run twice at once. Never throws for what the source or the file did: the database says how it
 * ended. Throws when it is told to stop before it has, the work being given back, so that the job goes back as well.
 */
export async function runImport(
  deps: RunImportDeps,
  workspaceId: string,
  importId: string,
  signal: AbortSignal,
): Promise<void> {
  const origin: Origin = { workspaceId, actor: systemActor('worker:import') };
  const lease = await deps.unitOfWork.run(origin, (tx) => claimImport(tx, importId));
  if (!lease) return;
  failpoint('import:claimed');
  try {
    await keepLease(deps, origin, lease, signal, (heartbeat) => fetchIntoLibrary(deps, lease, heartbeat));
    failpoint('import:completed');
  } catch (error) {
    await endAttempt(deps, origin, lease, error, signal);
  }
}

async function fetchIntoLibrary(
  deps: RunImportDeps,
  lease: ImportLease,
  { signal, watch }: Heartbeat,
): Promise<void> {
  const { workspaceId, source, details, onDuplicate } = lease;
  // A role may have changed since it was asked for, and the log names who it is now.
  const actor = await findMember(deps.database.workspace(workspaceId), lease.requestedBy);
  if (!actor || !hasRole(actor, Role.EDITOR)) throw new RequesterLeftError();

  const { maxBytes } = deps.limits;
  await deps.outbound.fetch(source, { maxBytes, signal }, async (fetched) => {
    const { body, byteSize, received } = fetched;
    if (byteSize) watch(() => received() / byteSize);
    const filename = lease.filename ?? fetchedFilename(fetched);
    await uploadMedia(
      deps,
      { workspaceId, actor },
      {
        ...{ stream: body, filename, details, onDuplicate },
        settle: async (tx, shelved) => {
          if (!(await completeImport(tx, lease, shelved))) throw new WithdrawnError();
        },
      },
    );
  });
}

/** Writes down how a try ended that did not complete; rethrows where it was only interrupted. */
async function endAttempt(
  { unitOfWork, limits, log }: RunImportDeps,
  origin: Origin,
  lease: ImportLease,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { importId, attempt } = lease;
  if (signal.aborted) {
    await unitOfWork.run(origin, (tx) => releaseImport(tx, lease, 'interrupted'));
    throw error;
  }
  const failure = failureAfter(error, attempt >= MAX_ATTEMPTS, limits);
  if (failure) {
    log.info({ importId, attempt, code: failure.code, err: error }, 'an import failed');
    await unitOfWork.run(origin, (tx) => failImport(tx, lease, failure));
    return;
  }
  log.warn({ importId, attempt, err: error }, 'a try to import failed and is repeated');
  await unitOfWork.run(origin, (tx) => releaseImport(tx, lease, 'failed'));
}
