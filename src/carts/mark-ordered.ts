import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';

const MARK = `
  UPDATE cart SET state = 'ordered', version = version + 1, updated_at = now()
  WHERE workspace_id = $1 AND id = ANY($2) AND state = 'open' RETURNING id`;

/** Ends open carts as ordered: nothing changes them any more, and their users begin others. The caller holds their locks. */
export async function markOrdered(tx: Tx, cartIds: readonly string[]): Promise<void> {
  for (const { id } of await tx.rows<{ id: string }>(MARK, cartIds)) {
    tx.audit({ action: 'cart.update', subject: cartSubject(id), after: { state: 'ordered' } });
  }
}
