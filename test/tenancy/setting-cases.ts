import { randomUUID } from 'node:crypto';
import { type Shop } from '../support/shop';
import { type FieldCases, STAFF_ONLY } from './field-case';

const NOT_FOUND = { owner: { refused: ['NOT_FOUND'] }, ...STAFF_ONLY } as const;

/** Each country is taxed once, and each attempt wants one of its own. */
const COUNTRIES =
  'AD AE AF AG AL AM AO AR AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY'.split(
    ' ',
  );
let countries = 0;
const newCountry = () => COUNTRIES[(countries += 1) % COUNTRIES.length];

const newMethod = () => ({ title: 'own', price: { amount: '1' }, countries: ['FR'] });
const newRate = () => ({ countryCode: newCountry(), title: 'own', rate: '20', included: true });
const newDiscount = () => ({ code: randomUUID(), kind: 'FIXED', value: '1' });

/** How the mutations of what a workspace configures are tried. */
export const SETTING_CASES: FieldCases = {
  'Mutation.shippingMethodCreate': { own: () => ({ input: newMethod() }) },
  'Mutation.shippingMethodUpdate': {
    own: async (shop) => ({
      ...(await created(shop, 'ShippingMethod', newMethod())),
      input: { title: 'mine' },
    }),
    attempts: {
      id: {
        args: (theirs) => ({ id: theirs.shippingMethod, version: 1, input: { title: 'taken over' } }),
        ...NOT_FOUND,
      },
      'id with another version': {
        args: (theirs) => ({ id: theirs.shippingMethod, version: 99, input: {} }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.shippingMethodDelete': {
    own: (shop) => created(shop, 'ShippingMethod', newMethod()),
    attempts: { id: { args: (theirs) => ({ id: theirs.shippingMethod, version: 1 }), ...NOT_FOUND } },
  },

  'Mutation.taxRateCreate': { own: () => ({ input: newRate() }) },
  'Mutation.taxRateUpdate': {
    own: async (shop) => ({ ...(await created(shop, 'TaxRate', newRate())), input: { rate: '7' } }),
    attempts: {
      id: { args: (theirs) => ({ id: theirs.taxRate, version: 1, input: { rate: '0' } }), ...NOT_FOUND },
      'id with another version': {
        args: (theirs) => ({ id: theirs.taxRate, version: 99, input: {} }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.taxRateDelete': {
    own: (shop) => created(shop, 'TaxRate', newRate()),
    attempts: { id: { args: (theirs) => ({ id: theirs.taxRate, version: 1 }), ...NOT_FOUND } },
  },

  'Mutation.discountCreate': { own: () => ({ input: newDiscount() }) },
  'Mutation.discountUpdate': {
    own: async (shop) => ({ ...(await created(shop, 'Discount', newDiscount())), input: { active: false } }),
    attempts: {
      id: { args: (theirs) => ({ id: theirs.discount, version: 1, input: { value: '99' } }), ...NOT_FOUND },
      'id with another version': {
        args: (theirs) => ({ id: theirs.discount, version: 99, input: {} }),
        ...NOT_FOUND,
      },
    },
  },
  'Mutation.discountDelete': {
    own: (shop) => created(shop, 'Discount', newDiscount()),
    attempts: { id: { args: (theirs) => ({ id: theirs.discount, version: 1 }), ...NOT_FOUND } },
  },
};

/** A record of the shop that may be changed or deleted. */
async function created(
  { owner }: Shop,
  type: 'ShippingMethod' | 'TaxRate' | 'Discount',
  input: object,
): Promise<{ id: string; version: number }> {
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  const { saved } = await owner.data<{ saved: Record<string, { id: string; version: number }> }>(
    `mutation ($input: ${type}Input!) { saved: ${field}Create(input: $input) { ${field} { id version } } }`,
    { input },
  );
  const record = saved[field];
  if (!record) throw new Error(`A ${type} was not created.`);
  return record;
}
