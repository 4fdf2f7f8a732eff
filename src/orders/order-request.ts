import { type PostalAddress } from '../accounts';

/** What a buyer asks for besides what lies in the cart; checked. */
export interface OrderRequest {
  readonly email: string;
  readonly shippingAddress: PostalAddress | null;
  readonly billingAddress: PostalAddress | null;
  readonly shippingMethodId: string | null;
  readonly discountCode: string | null;
}
