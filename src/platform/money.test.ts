import { Refusal } from './errors';
import { formatAmount, parsePrice } from './money';

describe('money', () => {
  it.each([
    [1250, 'EUR', '12.50'],
    [5, 'EUR', '0.05'],
    [0, 'EUR', '0.00'],
    [-1250, 'EUR', '-12.50'],
    [1250, 'JPY', '1250'],
    [1250, 'KWD', '1.250'],
  ])('prints %d minor units of %s as %s', (minorUnits, currency, text) => {
    expect(formatAmount(minorUnits, currency)).toBe(text);
  });

  it.each([
    ['12.5', 'EUR', 1250],
    ['12.50', 'EUR', 1250],
    ['12.500', 'EUR', 1250],
    ['0', 'EUR', 0],
    ['-0', 'EUR', 0],
    ['1250', 'JPY', 1250],
    ['1.25', 'KWD', 1250],
    ['9999999999.99', 'EUR', 999_999_999_999],
  ])('reads %s %s as %d minor units', (amount, currency, minorUnits) => {
    expect(Math.abs(parsePrice({ amount }, currency, []))).toBe(minorUnits);
  });

  it.each(['12.505', '-1', '1e3', '', 'twelve', '1,50', '10000000000.01', '99999999999999'])(
    'refuses "%s" in EUR and names the field',
    (amount) => {
      const parse = () => parsePrice({ amount }, 'EUR', ['input', 'price']);
      expect(parse).toThrow(Refusal);
      try {
        parse();
      } catch (error) {
        expect((error as Refusal).faults).toEqual([
          {
            code: 'INVALID',
            message: 'A price is a decimal number from 0, with at most 2 decimals in EUR.',
            field: ['input', 'price', 'amount'],
          },
        ]);
      }
    },
  );

  it('refuses another currency than that of the workspace', () => {
    expect(() => parsePrice({ amount: '1', currencyCode: 'USD' }, 'EUR', ['price'])).toThrow(
      'INVALID: Prices are in EUR here.',
    );
  });
});
