import { systemActor } from '../platform/actor';
import { type Sweep, type SweepContext, type SweepFinding } from '../platform/sweeps/sweep';
import { type Tx } from '../platform/unit-of-work/transaction';
import { paymentDue } from './payment-events';

interface DuePayment {
  workspaceId: string;
  id: string;
}

const BATCH = 500;

const DUE = `
  SELECT workspace_id, id FROM payment
  WHERE due_at < now() AND (leased_until IS NULL OR leased_until < now())
  ORDER BY due_at LIMIT ${BATCH}`;

// Looked at again should the job that is queued now get lost as well. Providers take their time, and a long queue is no
// sign of a lost one.
const TAKE = `
  UPDATE payment
  SET due_at = now() + greatest(interval '1 minute', least(now() - updated_at, interval '10 minutes')),
      lease_id = NULL, leased_until = NULL
  WHERE workspace_id = $1 AND id = $2 AND due_at < now() AND (leased_until IS NULL OR leased_until < now())
  RETURNING id`;

/**
 * Queues all payments that are due and that nobody alive settles: what a dead process left, what a lost queue forgot,
 * what waits for another try, and what waits for a buyer or a message of its provider for too long. Any number may run
 * at once, without a lease; a payment that cannot be looked after keeps no other waiting.
 */
export const requeueDuePayments: Sweep = {
  name: 'due-payments',
  purpose: 'Queues the payments again that are due and that nobody alive settles.',
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
  const due = await database.everyWorkspace<DuePayment>(DUE);
  for (const { workspaceId, id } of due) {
    if (signal.aborted) break;
    try {
      const origin = { workspaceId, actor: systemActor('sweep:due-payments') };
      if (!dryRun) await unitOfWork.run(origin, (tx) => requeue(tx, id));
    } catch (error) {
      log.error({ err: error, paymentId: id }, 'a due payment could not be queued; trying again');
      continue;
    }
    yield { workspaceId, what: `payment ${id} is queued again` };
  }
}

async function requeue(tx: Tx, paymentId: string): Promise<void> {
  if (await tx.row(TAKE, paymentId)) paymentDue(tx, paymentId);
}
