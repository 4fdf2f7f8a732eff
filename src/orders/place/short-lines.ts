import { type UserFault, UserErrorCode } from '../../platform/errors';
import { type Shortage } from '../../stock';
import { type AttemptFailure, type ShortLine } from '../order-attempt.entity';
import { type QuotedLine } from '../quote';

const SOLD_OUT: UserFault = {
  code: UserErrorCode.OUT_OF_STOCK,
  message: 'There is not enough of everything in the cart.',
  field: ['input', 'cartId'],
};

/** What a buyer is told of all that is short, by the lines of the cart. */
export function shortageFailure(
  lines: readonly QuotedLine[],
  shortages: readonly Shortage[],
): AttemptFailure {
  const byVariant = new Map(shortages.map((shortage) => [shortage.variantId, shortage]));
  const shortLines: ShortLine[] = lines.flatMap(({ id, variantId, quantity }) => {
    const shortage = byVariant.get(variantId);
    return shortage ? [{ lineId: id, requested: quantity, available: shortage.available }] : [];
  });
  return { faults: [SOLD_OUT], shortLines };
}

/** A failure of one sentence. */
export function failure(code: UserErrorCode, message: string, field: readonly string[]): AttemptFailure {
  return { faults: [{ code, message, field }], shortLines: [] };
}
