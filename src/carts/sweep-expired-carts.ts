import { systemActor } from '../platform/actor';
import { type Sweep } from '../platform/sweeps/sweep';
import { type Found, sweepEach } from '../platform/sweeps/sweep-each';
import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';
import { readLines } from './stored-lines';

interface ExpiredCart extends Found {
  /** As text, which keeps the microseconds that a Date would lose. */
  readonly expiresAt: string;
}

const EXPIRED = `
  SELECT workspace_id, id, expires_at::text FROM cart
  WHERE state = 'open' AND expires_at < now() AND (expires_at, id) > (coalesce($1::timestamptz, '-infinity'), $2::uuid)
  ORDER BY expires_at, id LIMIT 200`;

const LOCK = `
  SELECT id FROM cart WHERE workspace_id = $1 AND id = $2 AND state = 'open' AND expires_at < now() FOR UPDATE`;
const DELETE = 'DELETE FROM cart WHERE workspace_id = $1 AND id = $2';

const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_SECONDS = 3_600;

/** Deletes carts that nobody changed for so long; those that were ordered stay. */
export const sweepExpiredCarts: Sweep = {
  name: 'carts',
  purpose: 'Deletes open carts that nobody changed for CART_TTL_DAYS, with their lines.',
  everySeconds: HOUR_SECONDS,
  run: (context) => {
    const { database, unitOfWork } = context;
    const actor = systemActor('sweep:carts');
    return sweepEach<ExpiredCart>(context, {
      find: (after) => database.everyWorkspace<ExpiredCart>(EXPIRED, after?.expiresAt, after?.id ?? FIRST),
      // Its id is a secret.
      describe: ({ expiresAt }) => `a cart (expired ${expiresAt}) is deleted`,
      deal: ({ workspaceId, id }) => unitOfWork.run({ workspaceId, actor }, (tx) => deleteExpired(tx, id)),
    });
  },
};

/** False for a cart that was changed, ordered or deleted since it was found. */
async function deleteExpired(tx: Tx, id: string): Promise<boolean> {
  if (!(await tx.row(LOCK, id))) return false;
  const lines = (await readLines(tx, id)).map(({ variantId, quantity }) => ({ variantId, quantity }));
  await tx.rows(DELETE, id);
  tx.audit({ action: 'cart.delete', subject: cartSubject(id), before: { lines } });
  return true;
}
