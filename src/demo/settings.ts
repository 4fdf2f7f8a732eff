const AROUND = ['DE', 'AT', 'FR', 'IT', 'NL', 'ES'];

/** The ways in which the demo shop sends. */
export const DEMO_SHIPPING = [
  {
    title: 'Parcel',
    price: { amount: '4.90' },
    countries: AROUND,
    maximumSubtotal: { amount: '99.99' },
  },
  {
    title: 'Parcel, free from 100 €',
    price: { amount: '0.00' },
    countries: AROUND,
    minimumSubtotal: { amount: '100.00' },
  },
  { title: 'Worldwide, insured', price: { amount: '24.00' } },
];

/** What its prices contain of taxes, by country. */
export const DEMO_TAX_RATES = [
  { countryCode: 'DE', title: 'MwSt.', rate: '19', included: true },
  { countryCode: 'AT', title: 'USt.', rate: '20', included: true },
  { countryCode: 'FR', title: 'TVA', rate: '20', included: true },
  { countryCode: 'IT', title: 'IVA', rate: '22', included: true },
  { countryCode: 'NL', title: 'btw', rate: '21', included: true },
  { countryCode: 'ES', title: 'IVA', rate: '21', included: true },
];

/** A tenth off the first order. */
export const DEMO_DISCOUNTS = [{ code: 'WELCOME10', kind: 'PERCENT', value: '10', oncePerBuyer: true }];
