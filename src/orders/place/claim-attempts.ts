import { v4, v7 } from 'uuid';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type AskedPayment, openPayments, type PaymentProvider } from '../../payments';
import { type OrderRequest } from '../order-request';
import { type Quote } from '../quote';
import { supersedeActions } from './fail-attempt';
import { type LeasedAttempt, LEASE_SECONDS } from './lease-attempt';
import { type Buyer } from './order-placement';

/** What a key is claimed for. */
export interface Claim {
  readonly buyer: Buyer;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly request: OrderRequest;
  readonly quote: Quote;
  readonly payment: { readonly provider: Pick<PaymentProvider, 'name'>; readonly token: string };
}

/** An attempt under its first lease, with the payment that it begins with, where there is something to pay. */
export interface ClaimedAttempt {
  readonly attempt: LeasedAttempt;
  readonly payment: AskedPayment | null;
}

/** Until then a payment that is not known to have come to anything is asked for. */
const EXPIRES_MINUTES = 15;

// One key may be claimed twice in one statement too: the first of them has it.
const INSERT = `
  INSERT INTO order_attempt (workspace_id, id, idempotency_key, request_hash, cart_id, cart_version, request, quote,
                             origin, state, payment_id, lease_id, leased_until, due_at, expires_at)
  SELECT $1, a.id, a.idempotency_key, decode(a.request_hash, 'hex'), a.cart_id, a.cart_version, a.request, a.quote,
         a.origin, 'claimed', a.payment_id, a.lease_id,
         now() + make_interval(secs => ${LEASE_SECONDS}), now() + make_interval(secs => ${LEASE_SECONDS}),
         now() + make_interval(mins => ${EXPIRES_MINUTES})
  FROM jsonb_to_recordset($2)
    AS a (id uuid, idempotency_key text, request_hash text, cart_id uuid, cart_version integer, request jsonb,
          quote jsonb, origin jsonb, payment_id uuid, lease_id uuid)
  ON CONFLICT (workspace_id, idempotency_key) DO NOTHING
  RETURNING *`;

/**
 * Claims idempotency keys for requests, under leases of the caller's, and opens a payment for each where there is
 * something to pay, in the buyers' names. Whatever waits for the buyers of the same carts is ended. Keys that are
 * claimed already are left out, and nothing is changed for them. Answers by the claims.
 *
 * Locks the attempts that it ends by id, then their stock.
 */
export async function claimAttempts(
  tx: Tx,
  claims: readonly Claim[],
): Promise<ReadonlyMap<Claim, ClaimedAttempt>> {
  // In the order of their keys, so that no two calls wait for each other in a circle.
  const sorted = claims.toSorted((a, b) => (a.idempotencyKey < b.idempotencyKey ? -1 : 1));
  const drafts = sorted.map((claim) => ({ claim, id: v7() }));
  const inserted = await tx.rows<LeasedAttempt>(INSERT, JSON.stringify(drafts.map(asColumns)));
  const byId = new Map(inserted.map((attempt) => [attempt.id, attempt]));
  const won = drafts.flatMap(({ claim, id }) => {
    const attempt = byId.get(id);
    return attempt ? [{ claim, attempt }] : [];
  });
  await supersedeActions(
    tx,
    won.map(({ claim }) => claim.cartId),
  );
  const payments = await openPayments(tx, won.flatMap(openingOf));
  return new Map(
    won.map(({ claim, attempt }) => [claim, { attempt, payment: payments.get(attempt.id) ?? null }]),
  );
}

function asColumns({ claim, id }: { readonly claim: Claim; readonly id: string }) {
  const { idempotencyKey, requestHash, cartId, cartVersion, request, quote, buyer } = claim;
  const { actor, requestId, ip } = buyer;
  return {
    ...{ id, idempotency_key: idempotencyKey, request_hash: requestHash.toString('hex') },
    ...{ cart_id: cartId, cart_version: cartVersion, request, quote, origin: { actor, requestId, ip } },
    payment_id: quote.total > 0 ? v7() : null,
    lease_id: v4(),
  };
}

function openingOf({ claim, attempt }: { readonly claim: Claim; readonly attempt: LeasedAttempt }) {
  const { quote, request, payment, buyer } = claim;
  if (attempt.paymentId === null) return [];
  return [
    {
      ...{
        id: attempt.paymentId,
        reference: attempt.id,
        amount: quote.total,
        currencyCode: quote.currencyCode,
      },
      ...{ ...payment, email: request.email, account: buyer.workspaceSlug, origin: attempt.origin },
    },
  ];
}
