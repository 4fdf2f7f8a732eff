import { systemActor } from '../../platform/actor';
import { type Database } from '../../platform/database/database';
import { type Refusal } from '../../platform/errors';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { type AttemptFailure, type OrderAttempt } from '../order-attempt.entity';
import { type Claim, claimAttempts, type ClaimedAttempt } from './claim-attempts';
import { findAttemptsByKeys } from './lease-attempt';
import { prepareClaims, type PrepareDeps, type Wish } from './prepare-claims';

export interface ClaimDeps extends PrepareDeps {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
}

/** What became of a wish: a key that is claimed now, one that was claimed before, or a reason why it is not. */
export type Claimed = ClaimedAttempt | OrderAttempt | Refusal | AttemptFailure;

/**
 * Claims the keys of several wishes of a workspace by one look and one commit. What can be refused before a key is
 * claimed is, and leaves the key free.
 */
export async function claimWishes(
  deps: ClaimDeps,
  workspaceId: string,
  wishes: readonly Wish[],
): Promise<readonly Claimed[]> {
  const rows = deps.database.workspace(workspaceId);
  const keys = wishes.map(({ placement }) => placement.idempotencyKey);
  const known = await findAttemptsByKeys(rows, keys);
  const fresh = wishes.filter(({ placement }) => !known.has(placement.idempotencyKey));
  const prepared = new Map<Wish, Awaited<ReturnType<typeof prepareClaims>>[number]>();
  if (fresh.length > 0) {
    const answers = await prepareClaims(deps, rows, fresh);
    fresh.forEach((wish, index) => prepared.set(wish, answers[index] as Claim));
  }
  const claims = [...prepared.values()].filter((each): each is Claim => 'requestHash' in each);
  const origin = { workspaceId, actor: systemActor('checkout') };
  const won =
    claims.length > 0
      ? await deps.unitOfWork.run(origin, (tx) => claimAttempts(tx, claims))
      : new Map<Claim, ClaimedAttempt>();
  // Whoever lost a race for a key finds it claimed by now.
  const lost = claims.filter((claim) => !won.has(claim)).map(({ idempotencyKey }) => idempotencyKey);
  const found = lost.length > 0 ? await findAttemptsByKeys(rows, lost) : known;
  return wishes.map((wish) => {
    const { idempotencyKey } = wish.placement;
    const answer = prepared.get(wish);
    const claimed = answer && ('requestHash' in answer ? won.get(answer) : answer);
    const attempt = claimed ?? known.get(idempotencyKey) ?? found.get(idempotencyKey);
    if (!attempt) throw new Error(`The key of a wish is neither free nor claimed.`);
    return attempt;
  });
}
