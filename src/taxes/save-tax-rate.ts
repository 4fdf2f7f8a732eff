import { v7 as uuid } from 'uuid';
import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { queueUp } from '../platform/unit-of-work/queue-up';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockCurrentRate } from './lock-tax-rate';
import { TaxRate } from './tax-rate.entity';
import { type TaxRateInput, taxRateValues } from './tax-rate-values';

export const MAX_RATES = 250;

const COUNT = 'SELECT count(*)::integer AS count FROM tax_rate WHERE workspace_id = $1';

/**
 * Creates the tax rate of a country. Returns its id. Whoever adds one to the workspace waits for the commit of the one
 * before; TAKEN for a country that has one, LIMIT_EXCEEDED beyond 250.
 */
export async function createTaxRate(tx: Tx, input: TaxRateInput): Promise<string> {
  requireRole(tx.actor, Role.ADMIN);
  const { countryCode, title, rate, included } = taxRateValues(input);
  if (!countryCode) throw needed('A tax rate needs a country.', 'countryCode');
  if (!title) throw needed('A tax rate needs a title, e.g. VAT.', 'title');
  if (rate === undefined) throw needed('A tax rate needs a rate, which may be 0.', 'rate');
  if (included === undefined) throw needed('Say whether prices include it.', 'included');
  await queueUp(tx, 'tax rates');
  const { count = 0 } = (await tx.row<{ count: number }>(COUNT)) ?? {};
  if (count >= MAX_RATES) {
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, `A workspace has at most ${MAX_RATES} tax rates.`);
  }
  const id = uuid();
  const created = { countryCode, title, rate, included };
  await tx.insert(TaxRate, { ...created, id });
  tx.audit({ action: 'taxRate.create', subject: { type: 'taxRate', id }, after: created });
  return id;
}

/** Changes a tax rate. Locks it; a stale version is a CONFLICT and changes nothing. */
export async function updateTaxRate(tx: Tx, id: string, version: number, input: TaxRateInput): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const values = taxRateValues(input);
  const rate = await lockCurrentRate(tx, id, version);
  await tx.update(TaxRate, { id }, { ...values, version: version + 1 });
  const replaced = Object.keys(values).map((name) => [name, rate[name as keyof TaxRate]] as const);
  tx.audit({
    action: 'taxRate.update',
    subject: { type: 'taxRate', id },
    before: Object.fromEntries(replaced),
    after: values,
  });
}

function needed(message: string, name: string) {
  return refuse(UserErrorCode.INVALID, message, ['input', name]);
}
