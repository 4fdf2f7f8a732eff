import { systemActor } from '../../platform/actor';
import { type Sweep, type SweepContext, type SweepFinding } from '../../platform/sweeps/sweep';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { markFailed, MAX_ATTEMPTS } from './end-import';
import { importChanged, importRequested } from './import-events';
import { GIVEN_UP } from './import-failure';

interface DueImport {
  workspaceId: string;
  id: string;
}

const BATCH = 500;

const DUE = `
  SELECT workspace_id, id FROM media_import WHERE due_at < now() ORDER BY due_at LIMIT ${BATCH}`;

// Looked at again should the job that is queued now get lost as well: after as long as it has waited, between one and
// ten minutes. Fetching takes its time, and a long queue is no sign of a lost one.
const TAKE = `
  UPDATE media_import i
  SET due_at = now() + greatest(interval '1 minute', least(now() - i.created_at, interval '10 minutes')),
      status = 'PENDING', progress = 0, lease_id = NULL, leased_until = NULL
  FROM media_import was
  WHERE i.workspace_id = $1 AND i.id = $2 AND i.due_at < now()
    AND was.workspace_id = i.workspace_id AND was.id = i.id
  RETURNING i.attempts, was.lease_id IS NOT NULL AS was_leased`;

interface TakenImport {
  readonly attempts: number;
  /** Someone worked on it who did not come to an end; whoever watches saw it RUNNING. */
  readonly wasLeased: boolean;
}

/**
 * Queues all imports that are due and that nobody alive has: what a dead worker left, what a lost queue forgot, what
 * waits for another try. What was tried too often ends FAILED. Any number may run at once, without a lease; an import
 * that cannot be looked after keeps no other waiting.
 */
export const requeueDueImports: Sweep = {
  name: 'due-imports',
  purpose: 'Queues the imports again that are due and that nobody alive has.',
  everySeconds: 5,
  run: requeueDue,
};

async function* requeueDue({
  database,
  unitOfWork,
  log,
  dryRun,
  signal,
}: SweepContext): AsyncGenerator<SweepFinding> {
  const due = await database.everyWorkspace<DueImport>(DUE);
  let done = 0;
  for (const { workspaceId, id } of due) {
    if (signal.aborted) break;
    try {
      const origin = { workspaceId, actor: systemActor('sweep:due-imports') };
      if (!dryRun) await unitOfWork.run(origin, (tx) => requeue(tx, id));
      done += 1;
    } catch (error) {
      log.error({ err: error, importId: id }, 'a due import could not be queued; trying again');
      continue;
    }
    yield { workspaceId, what: `import ${id} is queued again` };
  }
  if (done > 0 && !dryRun) log.info({ imports: done }, 'due imports were queued again');
}

async function requeue(tx: Tx, importId: string): Promise<void> {
  const taken = await tx.row<TakenImport>(TAKE, importId);
  if (!taken) return;
  if (taken.attempts >= MAX_ATTEMPTS) {
    await markFailed(tx, importId, GIVEN_UP, taken.attempts);
    return;
  }
  importRequested(tx, importId);
  if (taken.wasLeased) importChanged(tx, importId);
}
