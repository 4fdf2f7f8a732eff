import { v7 as uuid } from 'uuid';
import { Refusal, UserErrorCode } from '../../platform/errors';
import { failpoint } from '../../platform/failpoint';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { holdVariantImages } from '../../catalog';
import { type Cart, loadCartLines, lockCarts, markOrdered, type SellableLine } from '../../carts';
import { type Redemption } from '../../discounts';
import {
  lockPayments,
  type Observation,
  type PaymentState,
  recordObservations,
  wantCapture,
  wantVoid,
} from '../../payments';
import { LockedStock } from '../../stock';
import { type AttemptFailure, type OrderAttempt } from '../order-attempt.entity';
import { isSameQuote, type Quote, quote, type Terms } from '../quote';
import { type AttemptEnd, endAttempts } from './end-attempts';
import { insertOrders, type NewOrder } from './insert-orders';
import { type LeasedAttempt } from './lease-attempt';
import { lookAtTerms, type Pricing, quotedLines, stocked } from './look-at-terms';
import { declined } from './fail-attempt';
import { failure, shortageFailure } from './short-lines';

/** An attempt whose payment is authorised, or that has nothing to pay, and the lease under which it is placed. */
export interface Placing {
  readonly attempt: LeasedAttempt;
  /** What the provider said just now, to be written down with it. */
  readonly observation: Observation | null;
}

// What was asked for and quoted never changes: the rows themselves are with the caller.
const LOCK = `
  SELECT id, lease_id FROM order_attempt
  WHERE workspace_id = $1 AND id = ANY($2) AND due_at IS NOT NULL ORDER BY id FOR UPDATE`;

/**
 * Places several orders of a workspace in one transaction, each decided by itself in the order of the attempts: what
 * fails takes nothing. An attempt that ended meanwhile, or whose lease is another's, is left alone.
 *
 * Locks the carts by id, the attempts by id, their discounts by id, the contents of their pictures by id, their payments
 * by id, the stock of all their variants by id, and the counter of orders last, so that no two calls wait for each other
 * in a circle.
 */
export async function placeOrders(
  tx: Tx,
  pricing: Pricing,
  placings: readonly Placing[],
): Promise<readonly AttemptEnd[]> {
  const cartIds = [...new Set(placings.map(({ attempt }) => attempt.cartId))];
  const carts = new Map(await lockCarts(tx, cartIds));
  const attempts = await lockAttempts(tx, placings);
  const lines = await loadCartLines(tx, cartIds);
  const terms = await lookAtTerms(
    tx,
    pricing,
    attempts.map(({ request }) => request),
    (codes, emails) => pricing.discounts.lock(tx, codes, emails),
  );
  const images = await holdVariantImages(tx, [...lines.values()].flat());
  const payments = await lockPayments(tx, paymentsOf(attempts));
  const stock = await lockStockOf(tx, attempts, lines);

  const seen = new Map(observationsOf(placings).map((each) => [each.paymentId, each]));
  const orders: NewOrder[] = [];
  const ends: AttemptEnd[] = [];
  const redemptions: Redemption[] = [];
  for (const attempt of attempts) {
    const { cartId, paymentId } = attempt;
    const now =
      paymentId !== null && !isPayable(payments.get(paymentId), seen.get(paymentId))
        ? declined('The payment is not authorised any more.')
        : decide(attempt, carts.get(cartId), lines.get(cartId) ?? [], terms, stock);
    if ('faults' in now) {
      stock.release(attempt.id);
      ends.push({ attemptId: attempt.id, failure: now });
      continue;
    }
    const orderId = uuid();
    const cause = { reason: 'order', reference: orderId, actor: attempt.origin.actor };
    stock.take(stocked(now.lines), cause, attempt.id);
    if (now.discountId !== null) {
      const redemption = { discountId: now.discountId, orderId, email: attempt.request.email };
      terms.discounts.redeem(redemption);
      redemptions.push(redemption);
    }
    carts.delete(attempt.cartId);
    orders.push({ id: orderId, attempt, quote: now });
    ends.push({ attemptId: attempt.id, orderId });
  }

  await markOrdered(
    tx,
    orders.map(({ attempt }) => attempt.cartId),
  );
  await pricing.discounts.write(tx, redemptions);
  await stock.write();
  await endAttempts(tx, ends);
  const placed = new Set<OrderAttempt>(orders.map(({ attempt }) => attempt));
  await settleLater(tx, attempts, (attempt) => placed.has(attempt), [...seen.values()], payments);
  await insertOrders(tx, orders, images);
  failpoint('order:written');
  return ends;
}

/** Has the payments of orders captured and the others voided, and writes down with it what was seen of them. */
async function settleLater(
  tx: Tx,
  attempts: readonly OrderAttempt[],
  isPlaced: (attempt: OrderAttempt) => boolean,
  seen: readonly Observation[],
  locked: Awaited<ReturnType<typeof lockPayments>>,
): Promise<void> {
  const wanted = new Map(
    attempts.flatMap((attempt) =>
      attempt.paymentId === null
        ? []
        : [[attempt.paymentId, isPlaced(attempt) ? ('captured' as const) : ('voided' as const)] as const],
    ),
  );
  await recordObservations(tx, seen, { goesOn: true, wanted, locked });
  for (const { paymentId } of seen) wanted.delete(paymentId);
  const known = [...wanted];
  await wantCapture(
    tx,
    known.flatMap(([id, want]) => (want === 'captured' ? id : [])),
  );
  await wantVoid(
    tx,
    known.flatMap(([id, want]) => (want === 'voided' ? id : [])),
  );
}

function observationsOf(placings: readonly Placing[]): Observation[] {
  return placings.flatMap(({ observation }) => observation ?? []);
}

function paymentsOf(attempts: readonly OrderAttempt[]): string[] {
  return attempts.flatMap(({ paymentId }) => paymentId ?? []);
}

/** True where the money is held, by what is known or was seen just now, and nobody wants it back. */
function isPayable(
  payment: Pick<PaymentState, 'wanted' | 'observed'> | undefined,
  seen: Observation | undefined,
): boolean {
  const isHeld = [payment?.observed, seen?.observed].some(
    (state) => state === 'authorized' || state === 'captured',
  );
  return payment?.wanted === 'authorized' && isHeld;
}

/** Locks the attempts, and answers those that have not ended and are still the caller's, in their order. */
async function lockAttempts(tx: Tx, placings: readonly Placing[]): Promise<LeasedAttempt[]> {
  const byId = new Map(placings.map(({ attempt }) => [attempt.id, attempt]));
  const locked = await tx.rows<Pick<LeasedAttempt, 'id' | 'leaseId'>>(LOCK, [...byId.keys()]);
  return locked.flatMap(({ id, leaseId }) => {
    const attempt = byId.get(id);
    return attempt?.leaseId === leaseId ? [attempt] : [];
  });
}

/** Locks all that the attempts want now, and all that they may hold. */
function lockStockOf(
  tx: Tx,
  attempts: readonly OrderAttempt[],
  lines: ReadonlyMap<string, readonly SellableLine[]>,
): Promise<LockedStock> {
  const wanted = attempts.flatMap(({ cartId }) => stocked(quotedLines(lines.get(cartId) ?? [])));
  const holders = attempts.filter(({ state }) => state === 'action');
  const held = holders.flatMap((attempt) => stocked(attempt.quote.lines));
  return LockedStock.lock(
    tx,
    [...wanted, ...held].map(({ variantId }) => variantId),
    holders.map(({ id }) => id),
  );
}

/** What is bought, or why it cannot be. */
function decide(
  attempt: OrderAttempt,
  cart: Cart | undefined,
  lines: readonly SellableLine[],
  terms: Omit<Terms, 'currencyCode'>,
  stock: LockedStock,
): Quote | AttemptFailure {
  const field = ['input', 'cartId'];
  if (cart?.state !== 'open') {
    return failure(UserErrorCode.STATE_NOT_ALLOWED, 'This cart was ordered already, or is gone.', field);
  }
  const now = requote(attempt, lines, terms);
  if ('faults' in now) return now;
  if (cart.version !== attempt.cartVersion || !isSameQuote(now, attempt.quote)) {
    return failure(UserErrorCode.PRICE_CHANGED, 'The cart or its price has changed.', field);
  }
  const wanted = stocked(now.lines);
  const shortages = stock.shortages(wanted, attempt.id);
  return shortages.length > 0 ? shortageFailure(wanted, shortages) : now;
}

function requote(
  { request, quote: agreed }: OrderAttempt,
  lines: readonly SellableLine[],
  terms: Omit<Terms, 'currencyCode'>,
): Quote | AttemptFailure {
  try {
    return quote(quotedLines(lines), request, { ...terms, currencyCode: agreed.currencyCode });
  } catch (error) {
    if (error instanceof Refusal) return { faults: error.faults, shortLines: [] };
    throw error;
  }
}
