import { taxAt } from './tax-rules';

test.each([
  [19_000, false, 10_000, 1_900],
  [19_000, true, 11_900, 1_900],
  [7_000, true, 1_000, 65],
  [5_500, false, 1_000, 55],
  [5_500, false, 100, 6],
  [0, true, 999, 0],
  [100_000, true, 3, 2],
  [21_000, false, 999_999_999_999, 210_000_000_000],
])('a rate of %d, included: %s, on %d is %d', (rate, included, amount, tax) => {
  expect(taxAt({ rate, included }, amount)).toEqual({ amount: tax, included });
});
