import { type ApiClient } from './api-client';
import { DEMO_DISCOUNTS, DEMO_SHIPPING, DEMO_TAX_RATES } from './settings';

interface Known {
  readonly methods: readonly { readonly title: string }[];
  readonly rates: readonly { readonly countryCode: string }[];
  readonly discounts: { readonly nodes: readonly { readonly code: string }[] };
}

const KNOWN = `{
  methods: allShippingMethods { title }
  rates: taxRates { countryCode }
  discounts(first: 250) { nodes { code } }
}`;
const METHOD = `mutation ($input: ShippingMethodInput!) {
  saved: shippingMethodCreate(input: $input) { userErrors { message } }
}`;
const RATE =
  'mutation ($input: TaxRateInput!) { saved: taxRateCreate(input: $input) { userErrors { message } } }';
const DISCOUNT = `mutation ($input: DiscountInput!) {
  saved: discountCreate(input: $input) { userErrors { message } }
}`;

/** Makes the shipping methods, tax rates and discount codes that the demo shop does not have yet. */
export async function ensureSettings(api: ApiClient): Promise<void> {
  const known = await api.ask<Known>(KNOWN);
  const names = new Set([
    ...known.methods.map(({ title }) => title),
    ...known.rates.map(({ countryCode }) => countryCode),
    ...known.discounts.nodes.map(({ code }) => code),
  ]);
  for (const input of DEMO_SHIPPING) if (!names.has(input.title)) await create(api, METHOD, input);
  for (const input of DEMO_TAX_RATES) if (!names.has(input.countryCode)) await create(api, RATE, input);
  for (const input of DEMO_DISCOUNTS) if (!names.has(input.code)) await create(api, DISCOUNT, input);
}

async function create(api: ApiClient, mutation: string, input: object): Promise<void> {
  const { saved } = await api.ask<{ saved: { userErrors: { message: string }[] } }>(mutation, { input });
  if (saved.userErrors[0]) throw new Error(saved.userErrors[0].message);
}
