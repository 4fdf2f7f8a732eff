import { dominantColour } from './dominant-colour';

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

function pixels(...runs: readonly (readonly [count: number, pixel: Pixel])[]): Uint8Array {
  return Uint8Array.from(runs.flatMap(([count, pixel]) => Array.from({ length: count }, () => pixel).flat()));
}

const RED: Pixel = [200, 30, 20, 255];
const BLUE: Pixel = [10, 20, 200, 255];
const WHITE: Pixel = [255, 255, 255, 255];

test('it is the colour of most pixels', () => {
  expect(dominantColour(pixels([60, RED], [40, BLUE]))).toBe('#c81e14');
  expect(dominantColour(pixels([40, RED], [60, BLUE]))).toBe('#0a14c8');
});

test('it is the mean of the pixels near to one another, not one of them and not the mean of all', () => {
  expect(dominantColour(pixels([30, [200, 30, 20, 255]], [30, [210, 20, 30, 255]], [40, BLUE]))).toBe(
    '#cd1919',
  );
});

test('the white ground of a product does not count, unless there is nothing else', () => {
  expect(dominantColour(pixels([90, WHITE], [10, RED]))).toBe('#c81e14');
  expect(dominantColour(pixels([90, WHITE], [10, [250, 249, 248, 255]]))).toBe('#ffffff');
});

test('transparent pixels do not count, whatever colour lies under them', () => {
  expect(dominantColour(pixels([90, [0, 0, 0, 0]], [10, RED]))).toBe('#c81e14');
  expect(dominantColour(pixels([90, [0, 0, 0, 63]], [10, [200, 30, 20, 64]]))).toBe('#c81e14');
  expect(dominantColour(pixels([9, [0, 0, 0, 0]]))).toBe('#ffffff');
});

test('black is a colour', () => {
  expect(dominantColour(pixels([5, [0, 0, 0, 255]], [4, RED]))).toBe('#000000');
});
