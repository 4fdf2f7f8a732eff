import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Payment } from './payment.entity';

/** A payment as other modules see it. */
export type PaymentState = Pick<
  Payment,
  | 'id'
  | 'reference'
  | 'provider'
  | 'amount'
  | 'currencyCode'
  | 'wanted'
  | 'observed'
  | 'action'
  | 'refunded'
  | 'errorCode'
  | 'errorMessage'
> & {
  /** What is on its way back to the buyer, in minor units. */
  readonly refundsPending: number;
  /** What was to be given back and never will be. */
  readonly refundsFailed: number;
};

const LOAD = `
  SELECT p.id, p.reference, p.provider, p.amount, p.currency_code, p.wanted, p.observed, p.action, p.refunded,
         p.error_code, p.error_message, r.refunds_pending, r.refunds_failed
  FROM payment p
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE state = 'pending'), 0)::bigint AS refunds_pending,
           coalesce(sum(amount) FILTER (WHERE state = 'failed'), 0)::bigint AS refunds_failed
    FROM refund WHERE workspace_id = $1 AND payment_id = p.id
  ) r
  WHERE p.workspace_id = $1`;
const BY_ID = `${LOAD} AND p.id = ANY($2)`;

/** Payments by their ids; those that do not exist are left out. */
export async function loadPayments(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PaymentState>> {
  const found = ids.length > 0 ? await rows.rows<PaymentState>(BY_ID, ids) : [];
  return new Map(found.map((payment) => [payment.id, payment]));
}
