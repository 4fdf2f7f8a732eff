import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { loadShippingMethods } from './load-shipping-methods';
import { type ShippingMethod } from './shipping-method.entity';

/** What shipping is asked about a basket. Money is in minor units of the workspace's currency. */
export interface Parcel {
  /** ISO 3166-1 alpha-2; null while it is not known, which every method goes to. */
  readonly countryCode: string | null;
  /** What the goods cost, before any discount. */
  readonly subtotal: number;
}

/** One way in which a basket can be sent. */
export interface ShippingRate {
  readonly id: string;
  readonly title: string;
  readonly price: number;
}

/** How a workspace sends, as of one look. */
export interface ShippingOffer {
  /** False where a workspace has no methods at all, and orders so need none. */
  readonly needed: boolean;
  /** The ways in which a basket can be sent, in the workspace's order. */
  ratesFor(parcel: Parcel): readonly ShippingRate[];
}

/**
 * Where shipping prices come from. A look reads the database alone, since it happens in the transaction that places an
 * order too: rates of a carrier are fetched ahead and kept in a table.
 */
export interface ShippingRates {
  look(rows: WorkspaceRows): Promise<ShippingOffer>;
}

/** The default: flat prices by country and subtotal, as the workspace has set them. */
export const flatRates: ShippingRates = {
  async look(rows) {
    const methods = await loadShippingMethods(rows);
    return {
      needed: methods.length > 0,
      ratesFor: (parcel) => methods.filter((method) => takes(method, parcel)),
    };
  },
};

function takes(method: ShippingMethod, { countryCode, subtotal }: Parcel): boolean {
  const { countries, minimumSubtotal, maximumSubtotal } = method;
  const goesThere = countryCode === null || countries.length === 0 || countries.includes(countryCode);
  return goesThere && subtotal >= (minimumSubtotal ?? 0) && subtotal <= (maximumSubtotal ?? Infinity);
}
