import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type Discounts, type DiscountTable } from '../../discounts';
import { type ShippingRates } from '../../shipping';
import { type TaxRules } from '../../taxes';
import { type SellableLine } from '../../carts';
import { type OrderRequest } from '../order-request';
import { type QuotedLine, type Terms } from '../quote';

/** Where the terms of an order come from; each may be put in another's place. */
export interface Pricing {
  readonly shipping: ShippingRates;
  readonly taxes: TaxRules;
  readonly discounts: Discounts;
}

/** The terms for some orders as of now; `look` is how discounts are looked up, with or without locks. */
export async function lookAtTerms(
  rows: WorkspaceRows,
  { shipping, taxes }: Pricing,
  requests: readonly OrderRequest[],
  look: (codes: readonly string[], emails: readonly string[]) => Promise<DiscountTable>,
): Promise<Omit<Terms, 'currencyCode'>> {
  const codes = requests.flatMap(({ discountCode }) => discountCode ?? []);
  return {
    shipping: await shipping.look(rows),
    taxes: await taxes.look(rows),
    discounts: await look(
      codes,
      requests.map(({ email }) => email),
    ),
    at: new Date(),
  };
}

/** The lines of a cart as a quote has them. */
export function quotedLines(lines: readonly SellableLine[]): QuotedLine[] {
  return lines.map(({ id, variantId, quantity, price, sku, productTitle, variantTitle, digital }) => ({
    ...{ id, variantId, quantity, unitPrice: price },
    ...{ sku, productTitle, variantTitle, digital },
  }));
}

/** What of a quote takes stock. */
export function stocked(lines: readonly QuotedLine[]): QuotedLine[] {
  return lines.filter(({ digital }) => !digital);
}
