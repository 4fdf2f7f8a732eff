import { createHash } from 'node:crypto';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { type PostalAddress } from '../../accounts';
import { type OrderRequest } from '../order-request';

/** What is asked for when an order is to be placed; checked. */
export interface OrderPlacement {
  readonly cartId: string;
  readonly idempotencyKey: string;
  readonly request: OrderRequest;
  /** What the buyer was shown, in minor units; null where they leave it to us. */
  readonly expectedTotal: number | null;
  readonly payment: { readonly provider: string; readonly token: string };
}

/** Who buys, and where. */
export interface Buyer extends Origin {
  /** The workspace's. */
  readonly workspaceSlug: string;
  readonly currencyCode: string;
}

/** SHA-256 of all that was asked for, and by whom, so that one key is never taken for two requests. */
export function hashPlacement({ actor }: Buyer, placement: OrderPlacement): Buffer {
  const { cartId, request, expectedTotal, payment } = placement;
  const { email, shippingAddress, billingAddress, shippingMethodId, discountCode } = request;
  const parts = [
    ...[actor.kind === 'user' ? actor.id : null, cartId, email, addressParts(shippingAddress)],
    ...[addressParts(billingAddress), shippingMethodId, discountCode, expectedTotal],
    ...[payment.provider, payment.token],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function addressParts(address: PostalAddress | null) {
  if (!address) return null;
  const { name, line1, line2, city, region, postalCode, countryCode, phone } = address;
  return [name, line1, line2, city, region, postalCode, countryCode, phone];
}
