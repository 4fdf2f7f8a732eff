import { bounded } from './ask-provider';
import { type PaymentDeps, PAYMENTS_ACTOR } from './payment-deps';
import { type RefundRow, sumOf } from './lock-payments';
import { type PaymentProvider } from './payment-provider';
import { observationOf, recordObservations } from './record-observations';
import { recordRefund } from './record-refund';

const REFUNDS = 'SELECT * FROM refund WHERE workspace_id = $1 AND payment_id = $2 ORDER BY id';

/**
 * Asks a provider what became of a payment and of its refunds, and writes down what is new, however the provider came
 * to tell. Takes no lease: what is seen is so, whoever settles the payment meanwhile. Rejects with
 * ProviderUnavailableError where there is no answer.
 */
export async function inquirePayment(
  deps: PaymentDeps,
  provider: PaymentProvider,
  workspaceId: string,
  { id, providerRef }: { readonly id: string; readonly providerRef: string },
): Promise<void> {
  const answer = await bounded(provider.find(providerRef));
  const origin = { workspaceId, actor: PAYMENTS_ACTOR };
  await deps.unitOfWork.run(origin, (tx) => recordObservations(tx, [observationOf(id, answer)]));

  const refunds = await deps.database.workspace(workspaceId).rows<RefundRow>(REFUNDS, id);
  // A bank may send back what was refunded days ago; the provider then says less than we know.
  const isLess = answer.refunded < sumOf(refunds, 'done');
  for (const refund of refunds) {
    const isOpen = refund.state === 'pending' || (isLess && refund.state === 'done');
    if (!isOpen || refund.providerRef === null) continue;
    const found = await bounded(provider.findRefund(refund.providerRef));
    await deps.unitOfWork.run(origin, (tx) => recordRefund(tx, id, { refundId: refund.id, ...found }));
  }
}
