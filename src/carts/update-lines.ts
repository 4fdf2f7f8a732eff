import { Refusal, UserErrorCode, type UserFault } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockOpenCart } from './lock-carts';
import { recordChange } from './record-change';
import { quantityFaults } from './reckon-lines';
import { putLines, readLines } from './stored-lines';

/** How many pieces a line shall have; 0 takes it out. */
export interface LineChange {
  readonly id: string;
  readonly quantity: number;
}

/**
 * Sets the pieces of lines of a cart. Locks the cart; refuses as `lockOpenCart` does, and all at once what the cart
 * does not have (NOT_FOUND), what is named twice, and too few or too many pieces (INVALID).
 */
export async function updateLines(
  tx: Tx,
  ttlDays: number,
  cartId: string,
  changes: readonly LineChange[],
): Promise<void> {
  await lockOpenCart(tx, cartId);
  if (changes.length === 0) return;
  const existing = await readLines(tx, cartId);
  const byId = new Map(existing.map((line) => [line.id, line]));
  const quantities = new Map<string, number>();
  const faults = changes.flatMap(({ id, quantity }, index): UserFault[] => {
    const line = byId.get(id);
    if (!line) return [atLine(index, UserErrorCode.NOT_FOUND, 'The cart has no such line.')];
    if (quantities.has(line.variantId)) return [atLine(index, UserErrorCode.INVALID, 'Name each line once.')];
    quantities.set(line.variantId, quantity);
    return quantityFaults(quantity, 0, index);
  });
  if (faults.length > 0) throw new Refusal(faults);
  await putLines(tx, cartId, quantities);
  await recordChange(tx, ttlDays, cartId, existing, quantities);
}

function atLine(index: number, code: UserErrorCode, message: string): UserFault {
  return { code, message, field: ['lines', String(index), 'id'] };
}
