import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { Payment } from './payment.entity';
import { type PaymentProvider } from './payment-provider';

export interface PaymentOpening {
  /** Who wants it, e.g. an attempt to order; has at most one payment. */
  readonly reference: string;
  /** As `PaymentProviders.require` gives it. */
  readonly provider: Pick<PaymentProvider, 'name'>;
  /** What the provider's own form made of the buyer's card. */
  readonly token: string;
  /** In minor units, at least 1. */
  readonly amount: number;
  readonly currencyCode: string;
  readonly email: string;
}

// Whoever opens it authorises it too. Should they die, settlement finds out what became of it.
const LEFT_ALONE_MS = 300_000;

/** Writes down that a payment is wanted, before its provider is asked by `authorizePayment`. Returns its id. */
export async function openPayment(tx: Tx, opening: PaymentOpening): Promise<string> {
  const { reference, provider, token, amount, currencyCode, email } = opening;
  const id = uuid();
  const facts = { reference, provider: provider.name, amount, currencyCode };
  const dueAt = new Date(Date.now() + LEFT_ALONE_MS);
  await tx.insert(Payment, { id, ...facts, token, email, dueAt });
  tx.audit({ action: 'payment.open', subject: { type: 'payment', id }, after: facts });
  return id;
}
