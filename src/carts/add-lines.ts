import { type Tx } from '../platform/unit-of-work/transaction';
import { lockOpenCart } from './lock-carts';
import { recordChange } from './record-change';
import { type NewLine, reckonLines } from './reckon-lines';
import { putLines, readLines } from './stored-lines';

/**
 * Adds pieces to a cart: to the line of a variant that is in it, else as a new line. Locks the cart; refuses as
 * `lockOpenCart` and `reckonLines` do, and then changes nothing.
 */
export async function addLines(
  tx: Tx,
  ttlDays: number,
  cartId: string,
  lines: readonly NewLine[],
): Promise<void> {
  await lockOpenCart(tx, cartId);
  if (lines.length === 0) return;
  const existing = await readLines(tx, cartId);
  const quantities = await reckonLines(tx, existing, lines);
  await putLines(tx, cartId, quantities);
  await recordChange(tx, ttlDays, cartId, existing, quantities);
}
