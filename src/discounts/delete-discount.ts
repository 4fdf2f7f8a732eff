import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { Discount } from './discount.entity';
import { lockCurrentDiscount } from './lock-discount';

/**
 * Deletes a discount code, and with it who used it; orders that did keep what it took off. Locks it; a stale version is a
 * CONFLICT and changes nothing.
 */
export async function deleteDiscount(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const before = await lockCurrentDiscount(tx, id, version);
  await tx.delete(Discount, { id });
  tx.audit({ action: 'discount.delete', subject: { type: 'discount', id }, before });
}
