import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '../../platform/actor';
import { Refusal, refuse, RequestError, RequestErrorCode, UserErrorCode } from '../../platform/errors';
import { failpoint } from '../../platform/failpoint';
import { type Gatherer } from '../../platform/gather';
import { findAnyCarts } from '../../carts';
import { type OrderAttempt } from '../order-attempt.entity';
import { advanceAttempt, type AdvanceDeps } from './advance-attempt';
import { type AttemptOutcome, outcomeOf } from './attempt-outcome';
import { type Claimed } from './claim-wishes';
import { findAttempt, leaseAttempt } from './lease-attempt';
import { type Pricing } from './look-at-terms';
import { type Buyer, hashPlacement, type OrderPlacement } from './order-placement';
import { type Wish } from './prepare-claims';

export interface PlaceDeps extends AdvanceDeps {
  readonly pricing: Pricing;
  /** Claims the keys of a workspace's wishes together. */
  readonly claiming: Gatherer<Wish, Claimed>;
}

/** How an order stands for who asked for it: as an attempt does, but never left open. */
export type PlacementOutcome = Exclude<AttemptOutcome, { readonly is: 'open' }>;

/** A repeat waits so long for whoever works on the same key. */
const WAIT_MS = 25_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;

/**
 * Places an order, once for each idempotency key: a repeat gets what the first one got, or waits for it and holds
 * nothing meanwhile. What can be refused before a key is claimed is, and leaves the key free.
 *
 * @throws Refusal: the input is at fault, or the key stands for another request (IDEMPOTENCY_MISMATCH)
 * @throws RequestError SERVICE_UNAVAILABLE: it is not known yet; the same request may be repeated and goes on
 */
export async function placeOrder(
  deps: PlaceDeps,
  buyer: Buyer,
  placement: OrderPlacement,
): Promise<PlacementOutcome> {
  const requestHash = hashPlacement(buyer, placement);
  const claimed = await deps.claiming.do(buyer.workspaceId, { buyer, placement, requestHash });
  if (claimed instanceof Refusal) throw claimed;
  if ('faults' in claimed) return { is: 'failed', failure: claimed };
  if (!('attempt' in claimed)) {
    await checkSameRequest(deps, buyer, claimed, requestHash);
    return follow(deps, claimed);
  }
  failpoint('order:claimed');
  const outcome = await advanceAttempt(deps, claimed.attempt, claimed.payment);
  return outcome.is === 'open' ? follow(deps, claimed.attempt) : outcome;
}

/** Goes on with an attempt, or waits for whoever does, until it has come as far as it goes for now. */
async function follow(deps: PlaceDeps, { workspaceId, id }: OrderAttempt): Promise<PlacementOutcome> {
  const rows = deps.database.workspace(workspaceId);
  const giveUpAt = Date.now() + WAIT_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const attempt = await findAttempt(rows, id);
    if (!attempt) throw notKnownYet();
    if (attempt.dueAt === null) return outcomeOf(attempt) as PlacementOutcome;
    const outcome = await advanceIfFree(deps, attempt);
    if (outcome.is !== 'open') return outcome;
    if (Date.now() + pauseMs > giveUpAt) throw notKnownYet();
    await sleep(pauseMs * (0.5 + Math.random() / 2));
  }
}

async function advanceIfFree(
  deps: PlaceDeps,
  { workspaceId, id, leasedUntil }: OrderAttempt,
): Promise<AttemptOutcome> {
  if (leasedUntil && leasedUntil > new Date()) return { is: 'open' };
  const origin = { workspaceId, actor: systemActor('checkout') };
  const leased = await deps.unitOfWork.run(origin, (tx) => leaseAttempt(tx, id));
  return leased ? advanceAttempt(deps, leased) : { is: 'open' };
}

/** The key of one request may be used for nothing else: neither for another one, nor for a cart that was changed since. */
async function checkSameRequest(
  { database }: PlaceDeps,
  { workspaceId }: Buyer,
  attempt: OrderAttempt,
  requestHash: Buffer,
): Promise<void> {
  const field = ['input', 'idempotencyKey'];
  if (!attempt.requestHash.equals(requestHash)) {
    throw refuse(UserErrorCode.IDEMPOTENCY_MISMATCH, 'This key was used for another request.', field);
  }
  if (attempt.state !== 'failed') return;
  const cart = (await findAnyCarts(database.workspace(workspaceId), [attempt.cartId])).get(attempt.cartId);
  if (cart?.state === 'open' && cart.version !== attempt.cartVersion) {
    const message = 'The cart has changed since this key was used: take a new one.';
    throw refuse(UserErrorCode.IDEMPOTENCY_MISMATCH, message, field);
  }
}

function notKnownYet(): RequestError {
  const message = 'It is not known yet what came of this order. Send the same request again: it goes on.';
  return new RequestError(RequestErrorCode.SERVICE_UNAVAILABLE, message);
}
