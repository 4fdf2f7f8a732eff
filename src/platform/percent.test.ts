import { Refusal } from './errors';
import { formatPercent, parsePercent } from './percent';

test.each([
  ['0', 0, '0'],
  ['0.001', 1, '0.001'],
  ['5.5', 5_500, '5.5'],
  ['7.000000', 7_000, '7'],
  ['019.60', 19_600, '19.6'],
  ['100', 100_000, '100'],
])('%s percent are %d thousandths, shown as %s', (text, thousandths, shown) => {
  expect(parsePercent(text, [])).toBe(thousandths);
  expect(formatPercent(thousandths)).toBe(shown);
});

test.each(['-1', '100.001', '101', '1.0001', '1000', '1e1', '', ' 5', '5.', '.5'])(
  '%j is no percentage',
  (text) => {
    expect(() => parsePercent(text, ['input', 'rate'])).toThrow(Refusal);
  },
);
