import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockCurrentMethod } from './lock-shipping-method';
import { ShippingMethod } from './shipping-method.entity';

/**
 * Deletes a shipping method; orders that were placed with it keep its title and price. Locks it; a stale version is a
 * CONFLICT and changes nothing.
 */
export async function deleteShippingMethod(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const before = await lockCurrentMethod(tx, id, version);
  await tx.delete(ShippingMethod, { id });
  tx.audit({ action: 'shippingMethod.delete', subject: { type: 'shippingMethod', id }, before });
}
