import { v7 as uuid } from 'uuid';
import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type DiscountInput, discountValues } from './discount-values';
import { Discount } from './discount.entity';
import { lockCurrentDiscount } from './lock-discount';

/** Creates a discount code, active unless it is told not to be. Returns its id; TAKEN for a code that there is. */
export async function createDiscount(tx: Tx, input: DiscountInput, currencyCode: string): Promise<string> {
  requireRole(tx.actor, Role.ADMIN);
  const values = discountValues({ uses: 0 }, input, currencyCode);
  const { code, kind, value } = values;
  if (!code) throw needed('A discount needs a code.', 'code');
  if (!kind) throw needed('A discount needs a kind.', 'kind');
  if (value === undefined) throw needed('A discount needs a value.', 'value');
  const id = uuid();
  await tx.insert(Discount, { ...values, id, code, kind, value });
  tx.audit({ action: 'discount.create', subject: { type: 'discount', id }, after: values });
  return id;
}

/**
 * Changes a discount code. Locks it, so that it is never allowed fewer uses than it had; a stale version is a CONFLICT
 * and changes nothing.
 */
export async function updateDiscount(
  tx: Tx,
  id: string,
  version: number,
  input: DiscountInput,
  currencyCode: string,
): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const discount = await lockCurrentDiscount(tx, id, version);
  const values = discountValues(discount, input, currencyCode);
  await tx.update(Discount, { id }, { ...values, version: version + 1 });
  const replaced = Object.keys(values).map((name) => [name, discount[name as keyof Discount]] as const);
  tx.audit({
    action: 'discount.update',
    subject: { type: 'discount', id },
    before: Object.fromEntries(replaced),
    after: values,
  });
}

function needed(message: string, name: string) {
  return refuse(UserErrorCode.INVALID, message, ['input', name]);
}
