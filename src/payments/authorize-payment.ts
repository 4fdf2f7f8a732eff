import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from 'pino';
import { systemActor } from '../platform/actor';
import { type Database } from '../platform/database/database';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { failpoint } from '../platform/failpoint';
import { type UnitOfWork } from '../platform/unit-of-work/unit-of-work';
import { askAuthorization, type AskedPayment } from './ask-provider';
import { loadPayment, type PaymentState } from './load-payments';
import { ProviderUnavailableError } from './payment-provider';
import { type PaymentProviders } from './payment-providers';
import { type Observation, recordObservations } from './record-observations';

export interface PaymentDeps {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly log: Logger;
  readonly providers: PaymentProviders;
}

/** Who writes down what providers say. */
export const PAYMENTS_ACTOR = systemActor('payments');

const PAUSES_MS = [250, 1_000];
/** Nobody waits for a buyer's answer longer than this before asking again. */
const ASK_AGAIN_MS = 10_000;

// A workspace's own id stands where other tables have workspace_id, and its rows are asked for by that name.
const ASKED = `
  SELECT p.id, p.reference, p.provider, p.provider_ref, p.token, p.email, p.amount, p.currency_code, p.observed,
         p.created_at, w.slug AS account
  FROM payment p
  JOIN (SELECT id AS workspace_id, slug FROM workspace) w ON w.workspace_id = $1
  WHERE p.workspace_id = $1 AND p.id = $2`;

/** A payment with all that its provider is told of it. */
export async function loadAskedPayment(rows: WorkspaceRows, id: string): Promise<AskedPayment> {
  const payment = await rows.row<AskedPayment>(ASKED, id);
  if (!payment) throw new Error(`There is no payment ${id}.`);
  return payment;
}

/**
 * Has a payment authorised, or finds out how far the buyer got with it, outside of any transaction; what comes of it is
 * written down in one, with audit row and event. A payment that is further already is only read. Returns the payment,
 * of which by now something else may be wanted. Safe to call at the same time from anywhere: the payment's id is the
 * key. Rejects with ProviderUnavailableError where three tries within some ten seconds brought no answer; it is to be
 * called again then, or settled by `wantVoid`.
 */
export async function authorizePayment(
  deps: PaymentDeps,
  workspaceId: string,
  paymentId: string,
): Promise<PaymentState> {
  const rows = deps.database.workspace(workspaceId);
  const observation = await askForPayment(deps, await loadAskedPayment(rows, paymentId));
  if (observation) {
    await deps.unitOfWork.run({ workspaceId, actor: PAYMENTS_ACTOR }, (tx) =>
      recordObservations(tx, [observation]),
    );
  }
  return loadPayment(rows, paymentId);
}

/**
 * Asks a provider for a payment, or how far the buyer got with it, and writes nothing down: that is for
 * `recordObservations`, in a transaction that may do more. null for a payment that is further already. Rejects as
 * `authorizePayment` does.
 */
export async function askForPayment(
  deps: Pick<PaymentDeps, 'providers' | 'log'>,
  payment: AskedPayment,
): Promise<Observation | null> {
  if (!['none', 'action_required', 'processing'].includes(payment.observed)) return null;
  const observation = await askPatiently(deps, payment);
  failpoint('payment:authorize');
  return observation;
}

async function askPatiently(
  { providers, log }: Pick<PaymentDeps, 'providers' | 'log'>,
  payment: AskedPayment,
): Promise<Observation> {
  const provider = providers.of(payment);
  const giveUpAt = Date.now() + ASK_AGAIN_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await askAuthorization(provider, payment);
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (!(error instanceof ProviderUnavailableError)) throw error;
      log.warn({ err: error, paymentId: payment.id, attempt }, 'a payment provider did not answer');
      if (pauseMs === undefined || Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}
