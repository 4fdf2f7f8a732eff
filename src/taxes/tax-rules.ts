import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { loadTaxRates } from './load-tax-rates';
import { type TaxRate } from './tax-rate.entity';

/** What is taxed. Money is in minor units of the workspace's currency. */
export interface Supply {
  /** Where it goes, by ISO 3166-1 alpha-2; null where that is not known, which is not taxed. */
  readonly countryCode: string | null;
  /** What the buyer pays for goods and shipping, discounts taken off. */
  readonly amount: number;
}

export interface Tax {
  readonly amount: number;
  /** True: the amount is a part of what is paid already. False: it comes on top. */
  readonly included: boolean;
}

/** How a workspace taxes, as of one look. */
export interface TaxTable {
  taxOn(supply: Supply): Tax;
}

/** Where taxes come from. A look reads the database alone, since it happens in the transaction that places an order too. */
export interface TaxRules {
  look(rows: WorkspaceRows): Promise<TaxTable>;
}

const NO_TAX: Tax = { amount: 0, included: false };
/** Thousandths of a percent in one. */
const ONE = 100_000;

/** The default: one rate a country, as the workspace has set them; a country without one is not taxed. */
export const ratesByCountry: TaxRules = {
  async look(rows) {
    const rates = await loadTaxRates(rows);
    const byCountry = new Map(rates.map((rate) => [rate.countryCode, rate]));
    return {
      taxOn({ countryCode, amount }) {
        const rate = countryCode === null ? undefined : byCountry.get(countryCode);
        return rate ? taxAt(rate, amount) : NO_TAX;
      },
    };
  },
};

/** The tax on an amount, rounded half up to the minor unit once for the whole order. */
export function taxAt({ rate, included }: Pick<TaxRate, 'rate' | 'included'>, amount: number): Tax {
  const base = BigInt(included ? ONE + rate : ONE);
  const doubled = 2n * BigInt(amount) * BigInt(rate);
  return { amount: Number((doubled + base) / (2n * base)), included };
}
