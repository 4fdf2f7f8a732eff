import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { formatAmount } from '../../platform/money';
import { type Cart, findAnyCarts, loadCartLines, mayUse, type SellableLine } from '../../carts';
import { type PaymentProviders } from '../../payments';
import { availableOf, loadStockLevels, type Shortage, type StockLevel } from '../../stock';
import { quote, type QuotedLine, type Terms } from '../quote';
import { type AttemptFailure } from '../order-attempt.entity';
import { type Claim } from './claim-attempts';
import { lookAtTerms, type Pricing, quotedLines, stocked } from './look-at-terms';
import { type Buyer, type OrderPlacement } from './order-placement';
import { shortageFailure } from './short-lines';

/** A buyer's wish for an order, under a key that nobody has claimed yet. */
export interface Wish {
  readonly buyer: Buyer;
  readonly placement: OrderPlacement;
  readonly requestHash: Buffer;
}

export interface PrepareDeps {
  readonly pricing: Pricing;
  readonly providers: PaymentProviders;
}

/** What a key is claimed for; why it is not; or what is short, so that no payment has to be asked for. */
export type Prepared = Claim | Refusal | AttemptFailure;

/** What can be seen, without a lock, of what the wishes of a workspace are about. */
interface Sight {
  readonly carts: ReadonlyMap<string, Cart>;
  readonly lines: ReadonlyMap<string, readonly SellableLine[]>;
  readonly levels: ReadonlyMap<string, StockLevel>;
  readonly terms: Omit<Terms, 'currencyCode'>;
}

/** Quotes several wishes of a workspace by one look, each by itself. Nothing is locked or changed. */
export async function prepareClaims(
  deps: PrepareDeps,
  rows: WorkspaceRows,
  wishes: readonly Wish[],
): Promise<Prepared[]> {
  const sight = await lookFor(deps, rows, wishes);
  return wishes.map((wish) => {
    try {
      return prepare(deps, sight, wish);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  });
}

async function lookFor(
  { pricing }: PrepareDeps,
  rows: WorkspaceRows,
  wishes: readonly Wish[],
): Promise<Sight> {
  const cartIds = wishes.map(({ placement }) => placement.cartId);
  const requests = wishes.map(({ placement }) => placement.request);
  const [carts, lines, terms] = await Promise.all([
    findAnyCarts(rows, cartIds),
    loadCartLines(rows, cartIds),
    lookAtTerms(rows, pricing, requests, (codes, emails) => pricing.discounts.look(rows, codes, emails)),
  ]);
  const variantIds = [...lines.values()].flat().map(({ variantId }) => variantId);
  return { carts, lines, terms, levels: await loadStockLevels(rows, [...new Set(variantIds)]) };
}

function prepare({ providers }: PrepareDeps, sight: Sight, wish: Wish): Claim | AttemptFailure {
  const { buyer, placement, requestHash } = wish;
  const { cartId, idempotencyKey, request, expectedTotal } = placement;
  const { currencyCode } = buyer;
  const payment = providers.accept(placement.payment);
  const cart = openCart(sight.carts.get(cartId), buyer);
  const lines = quotedLines(sight.lines.get(cartId) ?? []);
  const quoted = quote(lines, request, { ...sight.terms, currencyCode });
  if (expectedTotal !== null && expectedTotal !== quoted.total) {
    const message = `The total is ${formatAmount(quoted.total, currencyCode)} ${currencyCode} by now.`;
    throw refuse(UserErrorCode.PRICE_CHANGED, message, ['input', 'expectedTotal']);
  }
  const shortages = visibleShortages(stocked(lines), sight.levels);
  if (shortages.length > 0) return shortageFailure(lines, shortages);
  const cartVersion = cart.version;
  return { buyer, cartId, cartVersion, idempotencyKey, requestHash, request, quote: quoted, payment };
}

function openCart(cart: Cart | undefined, { actor }: Buyer): Cart {
  const field = ['input', 'cartId'];
  if (!cart || !mayUse(actor, cart)) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such cart.', field);
  if (cart.state === 'open') return cart;
  throw refuse(UserErrorCode.STATE_NOT_ALLOWED, 'This cart was ordered already.', field);
}

/** What is short as far as can be seen without a lock: it spares the buyer a payment that would be voided. */
function visibleShortages(lines: readonly QuotedLine[], levels: ReadonlyMap<string, StockLevel>): Shortage[] {
  return lines.flatMap(({ variantId, quantity: requested }) => {
    const level = levels.get(variantId);
    const available = level ? availableOf(level) : 0;
    return available < requested ? [{ variantId, requested, available }] : [];
  });
}
