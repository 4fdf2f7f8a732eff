import { type Origin, type Tx } from '../platform/unit-of-work/transaction';
import { type AskedPayment } from './load-asked-payment';
import { type PaymentProvider } from './payment-provider';

export interface PaymentOpening {
  /** A UUID of the caller's. */
  readonly id: string;
  /** Who wants it, e.g. an attempt to order; has at most one payment. */
  readonly reference: string;
  /** As `PaymentProviders.accept` gives it. */
  readonly provider: Pick<PaymentProvider, 'name'>;
  /** What the provider's own form made of the buyer's card. */
  readonly token: string;
  /** In minor units, at least 1. */
  readonly amount: number;
  readonly currencyCode: string;
  readonly email: string;
  /** The slug of the workspace. */
  readonly account: string;
  /** In whose name it is opened, where it is not the transaction's. */
  readonly origin?: Omit<Origin, 'workspaceId'>;
}

// Whoever opens it authorises it too. Should they die, settlement finds out what became of it.
const LEFT_ALONE_MINUTES = 5;

const INSERT = `
  INSERT INTO payment (workspace_id, id, reference, provider, token, email, amount, currency_code, due_at)
  SELECT $1, p.id, p.reference, p.provider, p.token, p.email, p.amount, p.currency_code,
         now() + make_interval(mins => ${LEFT_ALONE_MINUTES})
  FROM jsonb_to_recordset($2) AS p (id uuid, reference uuid, provider text, token text, email text, amount bigint,
                                    currency_code text)`;

/**
 * Writes down that payments are wanted, before their provider is asked for them. Returns, by reference, what the
 * provider is to be told.
 */
export async function openPayments(
  tx: Tx,
  openings: readonly PaymentOpening[],
): Promise<ReadonlyMap<string, AskedPayment>> {
  if (openings.length === 0) return new Map();
  const rows = openings.map(({ id, reference, provider, token, email, amount, currencyCode }) => ({
    ...{ id, reference, provider: provider.name, token, email, amount, currency_code: currencyCode },
  }));
  await tx.rows(INSERT, JSON.stringify(rows));
  for (const { id, reference, provider, amount, currencyCode, origin } of openings) {
    const after = { reference, provider: provider.name, amount, currencyCode };
    tx.audit({ action: 'payment.open', subject: { type: 'payment', id }, after, ...(origin && { origin }) });
  }
  const createdAt = new Date();
  return new Map(
    openings.map(({ id, reference, provider, token, email, amount, currencyCode, account }) => [
      reference,
      {
        ...{ id, reference, provider: provider.name, token, email, amount, currencyCode, account },
        ...{ providerRef: null, observed: 'none', createdAt },
      },
    ]),
  );
}
