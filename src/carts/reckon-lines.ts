import { Refusal, UserErrorCode, type UserFault } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { MOST_LINES, MOST_PIECES, type Quantities, type StoredLine } from './stored-lines';

/** So many pieces of a variant, to be added to a cart. */
export interface NewLine {
  readonly variantId: string;
  readonly quantity: number;
}

const ON_SALE = `
  SELECT v.id FROM product_variant v
  JOIN product p ON p.workspace_id = v.workspace_id AND p.id = v.product_id
  WHERE v.workspace_id = $1 AND v.id = ANY($2) AND p.status = 'ACTIVE'`;

/**
 * What a cart with these lines has of each variant once pieces are added to it. Refuses, all at once and at the line of
 * `lines` that is to blame: fewer than 1 or too many pieces (INVALID), a variant that is not on sale (NOT_FOUND), a sum
 * of too many pieces or lines (LIMIT_EXCEEDED).
 */
export async function reckonLines(
  tx: Tx,
  existing: readonly StoredLine[],
  added: readonly NewLine[],
): Promise<Quantities> {
  const variantIds = added.map(({ variantId }) => variantId);
  const onSale = new Set((await tx.rows<{ id: string }>(ON_SALE, variantIds)).map(({ id }) => id));
  const before = new Map(existing.map(({ variantId, quantity }) => [variantId, quantity]));
  const quantities = new Map<string, number>();
  const faults = added.flatMap(({ variantId, quantity }, index): UserFault[] => {
    const sum = (quantities.get(variantId) ?? before.get(variantId) ?? 0) + quantity;
    quantities.set(variantId, sum);
    return [
      ...quantityFaults(quantity, 1, index),
      ...(onSale.has(variantId) ? [] : [notOnSale(index)]),
      ...(quantity <= MOST_PIECES && sum > MOST_PIECES ? [tooManyPieces(index)] : []),
    ];
  });
  const counted = existing.filter((line) => line.onSale && !quantities.has(line.variantId)).length;
  if (counted + quantities.size > MOST_LINES) {
    const message = `A cart has at most ${MOST_LINES} lines.`;
    faults.push({ code: UserErrorCode.LIMIT_EXCEEDED, message, field: ['lines'] });
  }
  if (faults.length > 0) throw new Refusal(faults);
  return quantities;
}

/** What is wrong with the pieces of a line, if anything; the least are 0 where that takes a line out. */
export function quantityFaults(quantity: number, least: 0 | 1, index: number): UserFault[] {
  if (quantity >= least && quantity <= MOST_PIECES) return [];
  const message = `A line has ${least} to ${MOST_PIECES.toLocaleString('en')} pieces.`;
  return [{ code: UserErrorCode.INVALID, message, field: ['lines', String(index), 'quantity'] }];
}

function notOnSale(index: number): UserFault {
  const field = ['lines', String(index), 'variantId'];
  return { code: UserErrorCode.NOT_FOUND, message: 'There is no such variant on sale.', field };
}

function tooManyPieces(index: number): UserFault {
  const message = `With what is in the cart these are more than ${MOST_PIECES.toLocaleString('en')} pieces.`;
  return { code: UserErrorCode.LIMIT_EXCEEDED, message, field: ['lines', String(index), 'quantity'] };
}
