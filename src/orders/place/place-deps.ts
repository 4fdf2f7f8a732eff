import { type Platform } from '../../platform/open-platform';
import { systemActor } from '../../platform/actor';
import { Gatherer } from '../../platform/gather';
import { discountCodes } from '../../discounts';
import { type PaymentProviders } from '../../payments';
import { flatRates } from '../../shipping';
import { ratesByCountry } from '../../taxes';
import { type Claimed, claimWishes } from './claim-wishes';
import { type AttemptEnd } from './end-attempts';
import { type Pricing } from './look-at-terms';
import { type Placing, placeOrders } from './place-orders';
import { type PlaceDeps } from './place-order';
import { type Wish } from './prepare-claims';

/** The prices of an order as a workspace sets them itself; another source of them takes a default's place here. */
export const PRICING: Pricing = { shipping: flatRates, taxes: ratesByCountry, discounts: discountCodes };

/** Orders of one commit. More would make the first of them wait longer than a commit of their own takes. */
const MOST_TOGETHER = 64;
/** While one round waits for its commit, or for the lock of a hot SKU, the next one gets ready. */
const MOST_ROUNDS = 2;

/** What orders are placed with in a process: one for all requests, so that those of a workspace share commits. */
export function placeDeps(
  { database, unitOfWork, log }: Pick<Platform, 'database' | 'unitOfWork' | 'log'>,
  providers: PaymentProviders,
): PlaceDeps {
  const placing = new Gatherer<Placing, AttemptEnd | undefined>(
    async (workspaceId, placings) => {
      const origin = { workspaceId, actor: systemActor('checkout') };
      const ends = await unitOfWork.run(origin, (tx) => placeOrders(tx, PRICING, placings));
      const byAttempt = new Map(ends.map((end) => [end.attemptId, end]));
      return placings.map(({ attempt }) => byAttempt.get(attempt.id));
    },
    MOST_TOGETHER,
    MOST_ROUNDS,
  );
  const claimDeps = { database, unitOfWork, providers, pricing: PRICING };
  const claiming = new Gatherer<Wish, Claimed>(
    (workspaceId, wishes) => claimWishes(claimDeps, workspaceId, wishes),
    MOST_TOGETHER,
    MOST_ROUNDS,
  );
  const payments = { database, unitOfWork, log, providers };
  return { database, unitOfWork, log, payments, placing, claiming, pricing: PRICING };
}
