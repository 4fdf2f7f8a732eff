import { systemActor } from '../platform/actor';
import { type Sweep } from '../platform/sweeps/sweep';
import { type Found, sweepEach } from '../platform/sweeps/sweep-each';

declare module '../platform/outbox/domain-events' {
  interface DomainEvents {
    /** Nobody works on an attempt to place an order that has not come to its end. */
    'order.attempt.due': { attemptId: string };
  }
}

interface Due extends Found {
  /** As text, which keeps the microseconds that a Date would lose. */
  readonly dueAt: string;
  readonly state: string;
}

const DUE = `
  SELECT workspace_id, id, due_at::text, state FROM order_attempt
  WHERE due_at <= now() AND coalesce(leased_until, '-infinity') <= now()
    AND (due_at, id) > (coalesce($1::timestamptz, '-infinity'), $2::uuid)
  ORDER BY due_at, id LIMIT 200`;

// Looked at again should the job that is queued now get lost as well.
const TAKE = `
  UPDATE order_attempt SET due_at = now() + interval '1 minute'
  WHERE workspace_id = $1 AND id = $2 AND due_at <= now() AND coalesce(leased_until, '-infinity') <= now()
  RETURNING id`;

const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Queues the attempts to place an order that nobody works on: those of processes that died, those whose provider gave
 * no answer, and those whose buyer let the time pass.
 */
export const requeueDueAttempts: Sweep = {
  name: 'due-orders',
  purpose: 'Queues the attempts to place an order again that are due and that nobody alive works on.',
  everySeconds: 5,
  run: (context) =>
    sweepEach<Due>(context, {
      find: (after) => context.database.everyWorkspace<Due>(DUE, after?.dueAt, after?.id ?? FIRST),
      describe: ({ id, state, dueAt }) => `attempt ${id} to order (${state}, due ${dueAt}) is queued again`,
      deal: ({ workspaceId, id }) =>
        context.unitOfWork.run({ workspaceId, actor: systemActor('sweep:due-orders') }, async (tx) => {
          const isTaken = (await tx.row(TAKE, id)) !== undefined;
          if (isTaken) tx.publish('order.attempt.due', { attemptId: id });
          return isTaken;
        }),
    }),
};
