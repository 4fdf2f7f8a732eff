import { systemActor } from '../../platform/actor';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { markFailed, MAX_ATTEMPTS } from './end-import';
import { importChanged, importRequested } from './import-events';
import { GIVEN_UP } from './import-failure';

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
  run: (context) => {
    const { database, unitOfWork } = context;
    const actor = systemActor('sweep:due-imports');
    return sweepEach<Found>(context, {
      find: async (after) => (after ? [] : database.everyWorkspace<Found>(DUE)),
      describe: ({ id }) => `import ${id} is queued again`,
      deal: ({ workspaceId, id }) => unitOfWork.run({ workspaceId, actor }, (tx) => requeue(tx, id)),
    });
  },
};

/** False where somebody else has taken it meanwhile. */
async function requeue(tx: Tx, importId: string): Promise<boolean> {
  const taken = await tx.row<TakenImport>(TAKE, importId);
  if (!taken) return false;
  if (taken.attempts >= MAX_ATTEMPTS) {
    await markFailed(tx, importId, GIVEN_UP, taken.attempts);
    return true;
  }
  importRequested(tx, importId);
  if (taken.wasLeased) importChanged(tx, importId);
  return true;
}
