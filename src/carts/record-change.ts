import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';
import { type Quantities, type StoredLine } from './stored-lines';

const TOUCH = `
  UPDATE cart SET version = version + 1, updated_at = now(), expires_at = now() + make_interval(days => $3)
  WHERE workspace_id = $1 AND id = $2`;

/** Raises the version of a cart whose lines changed, lets it live for another `ttlDays`, and audits the change. */
export async function recordChange(
  tx: Tx,
  ttlDays: number,
  cartId: string,
  existing: readonly StoredLine[],
  quantities: Quantities,
): Promise<void> {
  await tx.rows(TOUCH, cartId, ttlDays);
  const before = existing.filter(({ variantId }) => quantities.has(variantId)).map(asAudited);
  tx.audit({
    action: 'cart.update',
    subject: cartSubject(cartId),
    before: { lines: before },
    after: { lines: auditedLines(quantities) },
  });
}

/** Quantities as the audit log has them. */
export function auditedLines(quantities: Quantities): object[] {
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
}

function asAudited({ variantId, quantity }: StoredLine): object {
  return { variantId, quantity };
}
