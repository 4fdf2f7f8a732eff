import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type ShippingMethod } from './shipping-method.entity';

const LOCK = 'SELECT * FROM shipping_method WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

/** Locks a method that is to be changed until the commit, and makes sure that it is still as its editor saw it. */
export async function lockCurrentMethod(tx: Tx, id: string, version: number): Promise<ShippingMethod> {
  const method = await tx.row<ShippingMethod>(LOCK, id);
  if (!method) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such shipping method.', ['id']);
  if (method.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The shipping method was changed meanwhile.', ['version']);
  }
  return method;
}
