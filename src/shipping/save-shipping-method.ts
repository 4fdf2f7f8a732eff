import { v7 as uuid } from 'uuid';
import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { queueUp } from '../platform/unit-of-work/queue-up';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockCurrentMethod } from './lock-shipping-method';
import { ShippingMethod } from './shipping-method.entity';
import { checkSubtotals, type ShippingMethodInput, shippingMethodValues } from './shipping-method-values';

export const MAX_METHODS = 100;

const PLACES = `
  SELECT count(*)::integer AS count, coalesce(max(position), -1)::integer + 1 AS behind
  FROM shipping_method WHERE workspace_id = $1`;

/**
 * Creates a shipping method, behind the others unless it is told its position. Returns its id. Whoever adds one to the
 * workspace waits for the commit of the one before; LIMIT_EXCEEDED beyond 100 methods.
 */
export async function createShippingMethod(
  tx: Tx,
  input: ShippingMethodInput,
  currencyCode: string,
): Promise<string> {
  requireRole(tx.actor, Role.ADMIN);
  const { title, price, ...rest } = shippingMethodValues(input, currencyCode);
  if (!title) throw needed('A shipping method needs a title.', 'title');
  if (price === undefined) throw needed('A shipping method needs a price, which may be 0.', 'price');
  checkSubtotals(rest);
  await queueUp(tx, 'shipping methods');
  const { count = 0, behind = 0 } = (await tx.row<{ count: number; behind: number }>(PLACES)) ?? {};
  if (count >= MAX_METHODS) {
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, `A workspace has at most ${MAX_METHODS} shipping methods.`);
  }
  const id = uuid();
  const method = { title, price, position: behind, ...rest };
  await tx.insert(ShippingMethod, { ...method, id });
  tx.audit({
    action: 'shippingMethod.create',
    subject: { type: 'shippingMethod', id },
    after: method,
  });
  return id;
}

/** Changes a shipping method. Locks it; a stale version is a CONFLICT and changes nothing. */
export async function updateShippingMethod(
  tx: Tx,
  id: string,
  version: number,
  input: ShippingMethodInput,
  currencyCode: string,
): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const values = shippingMethodValues(input, currencyCode);
  const method = await lockCurrentMethod(tx, id, version);
  const { minimumSubtotal, maximumSubtotal } = method;
  checkSubtotals({ minimumSubtotal, maximumSubtotal, ...values });
  await tx.update(ShippingMethod, { id }, { ...values, version: version + 1 });
  const replaced = Object.keys(values).map((name) => [name, method[name as keyof ShippingMethod]] as const);
  tx.audit({
    action: 'shippingMethod.update',
    subject: { type: 'shippingMethod', id },
    before: Object.fromEntries(replaced),
    after: values,
  });
}

function needed(message: string, name: string) {
  return refuse(UserErrorCode.INVALID, message, ['input', name]);
}
