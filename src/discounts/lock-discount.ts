import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type Discount } from './discount.entity';

const LOCK = 'SELECT * FROM discount WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

/**
 * Locks a discount that is to be changed until the commit, against orders that would use it too, and makes sure that it
 * is still as its editor saw it. Uses are no edits.
 */
export async function lockCurrentDiscount(tx: Tx, id: string, version: number): Promise<Discount> {
  const discount = await tx.row<Discount>(LOCK, id);
  if (!discount) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such discount.', ['id']);
  if (discount.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The discount was changed meanwhile.', ['version']);
  }
  return discount;
}
