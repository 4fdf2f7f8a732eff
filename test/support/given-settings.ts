import { type TestClient } from './test-client';

const METHOD = `mutation ($input: ShippingMethodInput!) {
  shippingMethodCreate(input: $input) { shippingMethod { id } } }`;
const TAX = 'mutation ($input: TaxRateInput!) { taxRateCreate(input: $input) { taxRate { id } } }';
const DISCOUNT = 'mutation ($input: DiscountInput!) { discountCreate(input: $input) { discount { id } } }';

/** One shipping method, tax rate and discount code each, with nothing about them left empty. */
export async function givenSettings(owner: TestClient, slug: string) {
  const price = { amount: '4.90' };
  const { shippingMethodCreate } = await owner.data<{
    shippingMethodCreate: { shippingMethod: { id: string } };
  }>(METHOD, {
    input: {
      ...{ title: `${slug} parcel`, price, countries: ['DE', 'AT'] },
      ...{ minimumSubtotal: { amount: '0.00' }, maximumSubtotal: { amount: '1000000.00' } },
    },
  });
  const { taxRateCreate } = await owner.data<{ taxRateCreate: { taxRate: { id: string } } }>(TAX, {
    input: { countryCode: 'DE', title: `${slug} tax`, rate: '19', included: true },
  });
  const discountCode = `${slug.toUpperCase()}-CODE`;
  const { discountCreate } = await owner.data<{ discountCreate: { discount: { id: string } } }>(DISCOUNT, {
    input: {
      ...{ code: discountCode, kind: 'PERCENT', value: '10', minimumSubtotal: { amount: '0.50' } },
      ...{ maxUses: 100, startsAt: '2020-01-01T00:00:00Z', endsAt: '2200-01-01T00:00:00Z' },
    },
  });
  const { discounts } = await owner.data<{ discounts: { pageInfo: { endCursor: string } } }>(
    '{ discounts(first: 1) { pageInfo { endCursor } } }',
  );
  return {
    shippingMethod: shippingMethodCreate.shippingMethod.id,
    taxRate: taxRateCreate.taxRate.id,
    ...{ discount: discountCreate.discount.id, discountCode },
    discountCursor: discounts.pageInfo.endCursor,
  };
}
