import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Payment } from './payment.entity';

/** A payment with all that its provider is told of it. */
export type AskedPayment = Pick<
  Payment,
  | 'id'
  | 'reference'
  | 'provider'
  | 'providerRef'
  | 'token'
  | 'email'
  | 'amount'
  | 'currencyCode'
  | 'observed'
  | 'createdAt'
> & {
  /** The slug of its workspace. */
  readonly account: string;
};

// A workspace's own id stands where other tables have workspace_id, and its rows are asked for by that name.
const ASKED = `
  SELECT p.id, p.reference, p.provider, p.provider_ref, p.token, p.email, p.amount, p.currency_code, p.observed,
         p.created_at, w.slug AS account
  FROM payment p
  JOIN (SELECT id AS workspace_id, slug FROM workspace) w ON w.workspace_id = $1
  WHERE p.workspace_id = $1 AND p.id = $2`;

/** Reads the one payment of this id; throws where there is none. */
export async function loadAskedPayment(rows: WorkspaceRows, id: string): Promise<AskedPayment> {
  const payment = await rows.row<AskedPayment>(ASKED, id);
  if (!payment) throw new Error(`There is no payment ${id}.`);
  return payment;
}
