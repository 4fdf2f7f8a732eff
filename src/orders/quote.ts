import { refuse, UserErrorCode } from '../platform/errors';
import { type DiscountTable } from '../discounts';
import { type ShippingOffer } from '../shipping';
import { type TaxTable } from '../taxes';
import { type OrderRequest } from './order-request';

/** A line of a cart as it would be bought now. Money is in minor units of the workspace's currency. */
export interface QuotedLine {
  /** The cart line's. */
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly sku: string;
  readonly productTitle: string;
  readonly variantTitle: string;
  /** Needs no shipping and takes no stock. */
  readonly digital: boolean;
}

/** What an order would come to. */
export interface Quote {
  readonly lines: readonly QuotedLine[];
  readonly subtotal: number;
  readonly discount: number;
  readonly discountId: string | null;
  readonly shipping: number;
  readonly shippingMethod: string | null;
  readonly tax: number;
  /** True: the tax is a part of the total already. */
  readonly taxIncluded: boolean;
  readonly total: number;
  readonly currencyCode: string;
}

/** What prices depend on besides the goods, as of one look. */
export interface Terms {
  readonly shipping: ShippingOffer;
  readonly taxes: TaxTable;
  readonly discounts: DiscountTable;
  readonly at: Date;
  readonly currencyCode: string;
}

/** Minor units: far beyond what anything costs, and exact in every sum. */
const MOST = 1_000_000_000_000;

/**
 * What these lines come to for this buyer: goods, less the discount, plus shipping, plus tax where prices do not
 * contain it. Refuses an empty cart, a discount that does not apply, and a shipping method that is missing or does not
 * go there, by the path to the input at fault.
 */
export function quote(lines: readonly QuotedLine[], request: OrderRequest, terms: Terms): Quote {
  if (lines.length === 0) throw invalid('There is nothing in this cart that can be bought.', 'cartId');
  const subtotal = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  if (subtotal > MOST) throw invalid('This is more than one order can come to.', 'cartId');
  const { discount, discountId } = reduce(subtotal, request, terms);
  const rate = chooseShipping(lines, subtotal, request, terms.shipping);
  const shipping = rate?.price ?? 0;
  const net = subtotal - discount + shipping;
  const tax = terms.taxes.taxOn({ countryCode: countryOf(request), amount: net });
  return {
    ...{ lines, subtotal, discount, discountId, shipping },
    shippingMethod: rate?.title ?? null,
    tax: tax.amount,
    taxIncluded: tax.included,
    total: net + (tax.included ? 0 : tax.amount),
    currencyCode: terms.currencyCode,
  };
}

/** True where a buyer who was shown one of them would find nothing changed in the other. */
export function isSameQuote(a: Quote, b: Quote): boolean {
  return a.total === b.total && fingerprint(a) === fingerprint(b);
}

function fingerprint({ lines, discount, shipping, tax }: Quote): string {
  const bought = lines.map(({ variantId, quantity, unitPrice }) => [variantId, quantity, unitPrice]);
  return JSON.stringify([bought, discount, shipping, tax]);
}

function reduce(subtotal: number, { discountCode, email }: OrderRequest, { discounts, at }: Terms) {
  if (discountCode === null) return { discount: 0, discountId: null };
  const reduction = discounts.reductionOf(discountCode, { subtotal, email, at });
  if ('refused' in reduction) throw invalid(reduction.refused, 'discountCode');
  return { discount: reduction.amount, discountId: reduction.discountId };
}

function chooseShipping(
  lines: readonly QuotedLine[],
  subtotal: number,
  request: OrderRequest,
  offer: ShippingOffer,
) {
  if (!offer.needed || lines.every(({ digital }) => digital)) return null;
  const countryCode = request.shippingAddress?.countryCode;
  if (!countryCode) throw invalid('Where shall it be sent?', 'shippingAddress');
  if (request.shippingMethodId === null) throw invalid('How shall it be sent?', 'shippingMethod');
  const rates = offer.ratesFor({ countryCode, subtotal });
  const rate = rates.find(({ id }) => id === request.shippingMethodId);
  if (!rate) throw invalid('This order cannot be sent in this way.', 'shippingMethod');
  return rate;
}

function countryOf({ shippingAddress, billingAddress }: OrderRequest): string | null {
  return (shippingAddress ?? billingAddress)?.countryCode ?? null;
}

function invalid(message: string, name: string) {
  return refuse(UserErrorCode.INVALID, message, ['input', name]);
}
