import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type TaxRate } from './tax-rate.entity';

const LOCK = 'SELECT * FROM tax_rate WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

/** Locks a rate that is to be changed until the commit, and makes sure that it is still as its editor saw it. */
export async function lockCurrentRate(tx: Tx, id: string, version: number): Promise<TaxRate> {
  const rate = await tx.row<TaxRate>(LOCK, id);
  if (!rate) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such tax rate.', ['id']);
  if (rate.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The tax rate was changed meanwhile.', ['version']);
  }
  return rate;
}
