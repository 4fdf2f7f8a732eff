import { systemActor } from '../platform/actor';
import { loadPayments } from '../payments';
import { cancelUnpaid } from './change/cancel-order';
import { orderOfPayment } from './load-orders';
import { orderChanged } from './order-changed';
import { advanceAttempt } from './place/advance-attempt';
import { findAttempt, leaseAttempt } from './place/lease-attempt';
import { type PlaceDeps } from './place/place-order';

const ORIGIN = systemActor('orders');

/**
 * Does what a change of a payment asks of orders: an attempt whose buyer has paid, or was declined, goes on; an order
 * whose payment will never come is cancelled; whoever watches an order hears of its payment. May be repeated.
 */
export async function followPayment(
  deps: PlaceDeps,
  workspaceId: string,
  { paymentId, reference }: { readonly paymentId: string; readonly reference: string },
): Promise<void> {
  const rows = deps.database.workspace(workspaceId);
  const orderId = await orderOfPayment(rows, paymentId);
  if (orderId === null) return resumeAttempt(deps, workspaceId, reference);
  const payment = (await loadPayments(rows, [paymentId])).get(paymentId);
  await deps.unitOfWork.run({ workspaceId, actor: ORIGIN }, async (tx) => {
    const isCancelled =
      payment?.observed === 'failed' && (await cancelUnpaid(tx, deps.pricing.discounts, orderId));
    if (!isCancelled) orderChanged(tx, orderId, 'UPDATED');
  });
}

/** Goes on with an attempt that nobody works on just now; whoever does will see the same. */
export async function resumeAttempt(deps: PlaceDeps, workspaceId: string, attemptId: string): Promise<void> {
  const attempt = await findAttempt(deps.database.workspace(workspaceId), attemptId);
  if (!attempt || attempt.dueAt === null) return;
  const origin = { workspaceId, actor: ORIGIN };
  const leased = await deps.unitOfWork.run(origin, (tx) => leaseAttempt(tx, attemptId));
  if (leased) await advanceAttempt(deps, leased);
}
