import { setTimeout as sleep } from 'node:timers/promises';
import { failpoint } from '../platform/failpoint';
import { askAuthorization } from './ask-provider';
import { type AskedPayment } from './load-asked-payment';
import { type PaymentDeps } from './payment-deps';
import { ProviderUnavailableError } from './payment-provider';
import { type Observation } from './record-observations';

const PAUSES_MS = [250, 1_000];
/** Nobody waits for a buyer's answer longer than this before asking again. */
const ASK_AGAIN_MS = 10_000;

/**
 * Asks a provider for a payment, or how far the buyer got with it, outside of any transaction, and writes nothing down:
 * that is for `recordObservations`, in a transaction that may do more. null for a payment that is further already. Safe
 * to call at the same time from anywhere: the payment's id is the key. Rejects with ProviderUnavailableError where
 * three tries within some ten seconds brought no answer; it is to be called again then, or settled by `wantVoid`.
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
  deps: Pick<PaymentDeps, 'providers' | 'log'>,
  payment: AskedPayment,
): Promise<Observation> {
  const giveUpAt = Date.now() + ASK_AGAIN_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await askAuthorization(deps, payment);
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (!(error instanceof ProviderUnavailableError)) throw error;
      deps.log.warn({ err: error, paymentId: payment.id, attempt }, 'a payment provider did not answer');
      if (pauseMs === undefined || Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}
