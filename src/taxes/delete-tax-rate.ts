import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockCurrentRate } from './lock-tax-rate';
import { TaxRate } from './tax-rate.entity';

/**
 * Deletes the tax rate of a country, which then is not taxed; orders that were placed keep their tax. Locks it; a stale
 * version is a CONFLICT and changes nothing.
 */
export async function deleteTaxRate(tx: Tx, id: string, version: number): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const before = await lockCurrentRate(tx, id, version);
  await tx.delete(TaxRate, { id });
  tx.audit({ action: 'taxRate.delete', subject: { type: 'taxRate', id }, before });
}
