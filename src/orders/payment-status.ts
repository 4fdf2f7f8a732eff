import { type PaymentState } from '../payments';

export enum PaymentStatus {
  PENDING = 'PENDING',
  AUTHORIZED = 'AUTHORIZED',
  PAID = 'PAID',
  PARTIALLY_REFUNDED = 'PARTIALLY_REFUNDED',
  REFUNDED = 'REFUNDED',
  VOIDED = 'VOIDED',
  FAILED = 'FAILED',
}

/** How it stands with the money of an order; null is the payment of one that cost nothing. */
export function paymentStatusOf(
  payment: Pick<PaymentState, 'observed' | 'amount' | 'refunded'> | null,
): PaymentStatus {
  switch (payment?.observed) {
    case undefined:
      return PaymentStatus.PAID;
    case 'none':
    case 'processing':
    case 'action_required':
      return PaymentStatus.PENDING;
    case 'authorized':
      return PaymentStatus.AUTHORIZED;
    case 'captured':
      return refundStatus(payment.refunded, payment.amount);
    case 'voided':
      return PaymentStatus.VOIDED;
    case 'declined':
    case 'failed':
      return PaymentStatus.FAILED;
  }
}

function refundStatus(refunded: number, amount: number): PaymentStatus {
  if (refunded === 0) return PaymentStatus.PAID;
  return refunded < amount ? PaymentStatus.PARTIALLY_REFUNDED : PaymentStatus.REFUNDED;
}
