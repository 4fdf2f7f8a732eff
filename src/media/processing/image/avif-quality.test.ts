import { avifQuality } from './avif-quality';

test.each([
  [1, 15],
  [50, 38],
  [60, 43],
  [85, 62],
  [100, 95],
])('%i is %i to the AVIF encoder', (quality, expected) => expect(avifQuality(quality)).toBe(expected));

test('a higher quality never is a lower one', () => {
  const all = Array.from({ length: 100 }, (_, index) => avifQuality(index + 1));
  expect(all).toEqual(all.toSorted((one, other) => one - other));
  expect(all.every((value) => Number.isInteger(value) && value >= 1 && value <= 100)).toBe(true);
});
