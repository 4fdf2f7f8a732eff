import { type Database } from '../../platform/database/database';
import { failpoint } from '../../platform/failpoint';
import { type Gatherer } from '../../platform/gather';
import { type Log } from '../../platform/log';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import {
  askForPayment,
  type AskedPayment,
  loadAskedPayment,
  type Observation,
  type PaymentDeps,
  ProviderUnavailableError,
  recordObservations,
} from '../../payments';
import { type AttemptFailure } from '../order-attempt.entity';
import { type AttemptOutcome, outcomeOf } from './attempt-outcome';
import { type AttemptEnd } from './end-attempts';
import { declined, failAttempt, lockAttempt, TOO_LATE } from './fail-attempt';
import { holdForAction } from './hold-for-action';
import { findAttempt, type LeasedAttempt, releaseAttempt, whileLeased } from './lease-attempt';
import { type Placing } from './place-orders';

export interface AdvanceDeps {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly payments: PaymentDeps;
  /** Places attempts of a workspace together; undefined for one that was another's by then. */
  readonly placing: Gatherer<Placing, AttemptEnd | undefined>;
  readonly log: Log;
}

/** After so long somebody asks a provider again that gave no answer. */
const ASK_AGAIN_MS = 5_000;
const DECLINED = 'The payment was declined.';

/**
 * Brings a leased attempt as far as it goes: asks its provider for the payment, then places the order, holds the stock
 * for a buyer who has something to do, or ends it. May be repeated by anyone after a crash at any line: the payment is
 * asked for under one key, and what is written is written under the lease, which is given back. `opened` is the
 * attempt's payment where the caller has just opened it.
 */
export async function advanceAttempt(
  deps: AdvanceDeps,
  attempt: LeasedAttempt,
  opened?: AskedPayment | null,
): Promise<AttemptOutcome> {
  if (attempt.expiresAt <= new Date()) return fail(deps, attempt, TOO_LATE, null);
  try {
    const answer = await ask(deps, attempt, opened ?? null);
    failpoint('order:authorized');
    return await goOn(deps, attempt, answer);
  } catch (error) {
    await release(deps, attempt, new Date(Date.now() + ASK_AGAIN_MS));
    if (!(error instanceof ProviderUnavailableError)) throw error;
    deps.log.warn(
      { err: error, attemptId: attempt.id },
      'a payment provider gave no answer; it is asked again',
    );
    return { is: 'open' };
  }
}

/** What is known of a payment, and what of it was learned just now and is not written down yet. */
interface PaymentAnswer {
  readonly observed: AskedPayment['observed'];
  readonly observation: Observation | null;
}

/** null where there is nothing to pay. */
async function ask(
  { payments, database, unitOfWork }: AdvanceDeps,
  attempt: LeasedAttempt,
  opened: AskedPayment | null,
): Promise<PaymentAnswer | null> {
  if (attempt.paymentId === null) return null;
  const rows = database.workspace(attempt.workspaceId);
  const payment = opened ?? (await loadAskedPayment(rows, attempt.paymentId));
  const observation = await whileLeased(unitOfWork, attempt, () => askForPayment(payments, payment));
  return { observed: observation?.observed ?? payment.observed, observation };
}

async function goOn(
  deps: AdvanceDeps,
  attempt: LeasedAttempt,
  answer: PaymentAnswer | null,
): Promise<AttemptOutcome> {
  if (answer === null) return place(deps, attempt, null);
  const { observation } = answer;
  switch (answer.observed) {
    case 'authorized':
    case 'captured':
      return place(deps, attempt, observation);
    case 'action_required':
      return waitForBuyer(deps, attempt, observation);
    case 'none':
    case 'processing':
      await release(deps, attempt, new Date(Date.now() + ASK_AGAIN_MS), observation);
      return { is: 'open' };
    case 'declined':
    case 'voided':
    case 'failed':
      return fail(deps, attempt, declined(observation?.error?.message ?? DECLINED), observation);
  }
}

async function waitForBuyer(
  deps: AdvanceDeps,
  attempt: LeasedAttempt,
  observation: Observation | null,
): Promise<AttemptOutcome> {
  if (attempt.state === 'claimed') {
    return deps.unitOfWork.run(originOf(attempt), (tx) => holdForAction(tx, attempt, observation));
  }
  await release(deps, attempt, undefined, observation);
  return outcomeOf(attempt);
}

/** Writes down what was learned of a payment; whoever learned it goes on with it. */
async function record(tx: Tx, observation: Observation | null): Promise<void> {
  if (observation) await recordObservations(tx, [observation], { goesOn: true });
}

async function place(
  deps: AdvanceDeps,
  attempt: LeasedAttempt,
  observation: Observation | null,
): Promise<AttemptOutcome> {
  const end = await deps.placing.do(attempt.workspaceId, { attempt, observation });
  failpoint('order:placed');
  if (!end) return standing(deps, attempt);
  return 'orderId' in end ? { is: 'placed', orderId: end.orderId } : { is: 'failed', failure: end.failure };
}

async function fail(
  deps: AdvanceDeps,
  attempt: LeasedAttempt,
  failure: AttemptFailure,
  observation: Observation | null,
): Promise<AttemptOutcome> {
  const isEnded = await deps.unitOfWork.run(originOf(attempt), async (tx) => {
    const locked = await lockAttempt(tx, attempt.id, attempt.leaseId);
    if (locked) await failAttempt(tx, locked, failure, observation);
    return locked !== undefined;
  });
  return isEnded ? { is: 'failed', failure } : standing(deps, attempt);
}

async function standing({ database }: AdvanceDeps, attempt: LeasedAttempt): Promise<AttemptOutcome> {
  const now = await findAttempt(database.workspace(attempt.workspaceId), attempt.id);
  return now ? outcomeOf(now) : { is: 'open' };
}

async function release(
  { unitOfWork }: AdvanceDeps,
  attempt: LeasedAttempt,
  dueAt?: Date,
  observation: Observation | null = null,
): Promise<void> {
  await unitOfWork.run(originOf(attempt), async (tx) => {
    await record(tx, observation);
    await releaseAttempt(tx, attempt, dueAt);
  });
}

function originOf({ workspaceId, origin }: LeasedAttempt) {
  return { workspaceId, ...origin };
}
