import { v5 as digestUuid } from 'uuid';

const NAMESPACE = 'f6c06a3c-6f0c-4b3f-9f3b-5a0c1d0b7a52';

/**
 * A cart as the audit log speaks of it: by a digest of its id, which is the same for all of its entries and cannot be
 * turned back. Whoever reads the log could use the cart otherwise.
 */
export function cartSubject(cartId: string): { readonly type: 'cart'; readonly id: string } {
  return { type: 'cart', id: digestUuid(cartId, NAMESPACE) };
}
