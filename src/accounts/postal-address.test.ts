import { type Refusal } from '../platform/errors';
import { isCountry, postalAddress } from './postal-address';

const faultsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as Refusal).faults.map(({ field }) => field?.join('.'));
  }
  return [];
};

test('an address is trimmed, and what is empty is null', () => {
  const typed = { name: '  ', line1: ' Weg 1 ', city: 'Köln', countryCode: 'de', postalCode: '50667 ' };
  expect(postalAddress(typed, [])).toEqual({
    ...{ name: null, line1: 'Weg 1', line2: null, city: 'Köln', region: null, postalCode: '50667' },
    ...{ countryCode: 'DE', phone: null },
  });
});

test('all that is wrong with an address is said at once', () => {
  const typed = { line1: ' ', city: 'x'.repeat(256), countryCode: 'XX', phone: '1'.repeat(256) };
  expect(faultsOf(() => postalAddress(typed, ['input', 'address']))).toEqual([
    'input.address.line1',
    'input.address.countryCode',
    'input.address.phone',
    'input.address.city',
  ]);
});

test.each(['DE', 'US', 'GB', 'JP', 'XK'])('%s is a country', (code) => expect(isCountry(code)).toBe(true));
test.each(['', 'D', 'DEU', 'de', 'XX', 'EU', 'ZZ', '12', 'UK', 'SU', 'AN', 'DD', 'CS', 'IC'])(
  '%j is none',
  (code) => expect(isCountry(code)).toBe(false),
);

test('there are the 249 countries of ISO 3166-1, and Kosovo', () => {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  expect(codes.filter(isCountry)).toHaveLength(250);
});
