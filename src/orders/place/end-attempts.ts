import { type Tx } from '../../platform/unit-of-work/transaction';
import { type AttemptFailure } from '../order-attempt.entity';

/** How an attempt ended: with an order, or with what its buyer is told. */
export type AttemptEnd =
  | { readonly attemptId: string; readonly orderId: string }
  | { readonly attemptId: string; readonly failure: AttemptFailure };

const END = `
  UPDATE order_attempt a
  SET state = CASE WHEN e.order_id IS NULL THEN 'failed' ELSE 'placed' END, order_id = e.order_id,
      failure = e.failure, lease_id = NULL, leased_until = NULL, due_at = NULL
  FROM jsonb_to_recordset($2) AS e (id uuid, order_id uuid, failure jsonb)
  WHERE a.workspace_id = $1 AND a.id = e.id`;

/** Ends attempts, which the caller holds the locks of. */
export async function endAttempts(tx: Tx, ends: readonly AttemptEnd[]): Promise<void> {
  if (ends.length === 0) return;
  const rows = ends.map((end) => ({
    id: end.attemptId,
    order_id: 'orderId' in end ? end.orderId : null,
    failure: 'failure' in end ? end.failure : null,
  }));
  await tx.rows(END, JSON.stringify(rows));
}
