import { v4 as uuid } from 'uuid';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { systemActor } from '../../platform/actor';
import { type OrderAttempt } from '../order-attempt.entity';

/** Renewed while its holder lives, so it may be short: after so long the attempt of a dead process goes on elsewhere. */
export const LEASE_SECONDS = 15;
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

const LEASE = `
  UPDATE order_attempt SET lease_id = $3, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND id = $2 AND due_at IS NOT NULL AND coalesce(leased_until, '-infinity') <= now()
  RETURNING *`;

const RENEW = `
  UPDATE order_attempt SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3`;

const RELEASE = `
  UPDATE order_attempt SET lease_id = NULL, leased_until = NULL, due_at = coalesce($4, due_at)
  WHERE workspace_id = $1 AND id = $2 AND lease_id = $3 AND due_at IS NOT NULL`;

const FIND = 'SELECT * FROM order_attempt WHERE workspace_id = $1 AND id = $2';
const FIND_BY_KEYS = 'SELECT * FROM order_attempt WHERE workspace_id = $1 AND idempotency_key = ANY($2)';

/** An attempt that this process works on, alone while the lease lasts. */
export type LeasedAttempt = OrderAttempt & { readonly leaseId: string };

export async function findAttempt(rows: WorkspaceRows, id: string): Promise<OrderAttempt | undefined> {
  return rows.row<OrderAttempt>(FIND, id);
}

/** The attempts that have claimed these keys, by their keys. */
export async function findAttemptsByKeys(
  rows: WorkspaceRows,
  keys: readonly string[],
): Promise<ReadonlyMap<string, OrderAttempt>> {
  const attempts = await rows.rows<OrderAttempt>(FIND_BY_KEYS, keys);
  return new Map(attempts.map((attempt) => [attempt.idempotencyKey, attempt]));
}

/** Takes the lease of an attempt that has not ended; undefined where a living process has it. */
export async function leaseAttempt(tx: Tx, id: string): Promise<LeasedAttempt | undefined> {
  return tx.row<LeasedAttempt>(LEASE, id, uuid());
}

/** Gives a lease back; `dueAt` says when somebody has to look after the attempt next. */
export async function releaseAttempt(tx: Tx, { id, leaseId }: LeasedAttempt, dueAt?: Date): Promise<void> {
  await tx.rows(RELEASE, id, leaseId, dueAt ?? null);
}

/** Keeps the lease of an attempt while `work` runs, however long its provider thinks. */
export async function whileLeased<T>(
  unitOfWork: UnitOfWork,
  { workspaceId, id, leaseId }: LeasedAttempt,
  work: () => Promise<T>,
): Promise<T> {
  const origin = { workspaceId, actor: systemActor('checkout') };
  const renew = () => {
    // One that fails is made up for by the next; a lease that is lost is found out when the attempt is ended.
    unitOfWork.run(origin, (tx) => tx.rows(RENEW, id, leaseId)).catch(() => undefined);
  };
  const timer = setInterval(renew, RENEW_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
