import { focalSquare } from './crop-window';

const LANDSCAPE = { width: 1200, height: 900 };
const PORTRAIT = { width: 900, height: 1200 };

test.each([
  ['the centre', LANDSCAPE, { x: 0.5, y: 0.5 }, { left: 150, top: 0, side: 900 }],
  [
    'a point that the square can be centred on',
    LANDSCAPE,
    { x: 0.4, y: 0.9 },
    { left: 30, top: 0, side: 900 },
  ],
  ['the left edge', LANDSCAPE, { x: 0, y: 0 }, { left: 0, top: 0, side: 900 }],
  ['the right edge', LANDSCAPE, { x: 1, y: 1 }, { left: 300, top: 0, side: 900 }],
  ['the top of a portrait', PORTRAIT, { x: 0.5, y: 0.1 }, { left: 0, top: 0, side: 900 }],
  ['the lower part of a portrait', PORTRAIT, { x: 0.5, y: 0.6 }, { left: 0, top: 270, side: 900 }],
  ['a point outside of the picture', PORTRAIT, { x: -3, y: 7 }, { left: 0, top: 300, side: 900 }],
  ['a square picture', { width: 5, height: 5 }, { x: 1, y: 0 }, { left: 0, top: 0, side: 5 }],
  ['a single pixel', { width: 1, height: 1 }, { x: 0.5, y: 0.5 }, { left: 0, top: 0, side: 1 }],
  ['an odd rest', { width: 4, height: 3 }, { x: 0.5, y: 0.5 }, { left: 1, top: 0, side: 3 }],
])('the square around %s', (_, size, focalPoint, expected) => {
  expect(focalSquare(size, focalPoint)).toEqual(expected);
});

test('the square lies inside of the picture wherever the focal point is', () => {
  for (const [width, height] of [
    [1200, 3],
    [3, 1200],
    [17, 16],
    [1, 9],
  ] as const) {
    for (let step = -2; step <= 12; step += 1) {
      const { left, top, side } = focalSquare({ width, height }, { x: step / 10, y: step / 10 });
      expect(side).toBe(Math.min(width, height));
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + side).toBeLessThanOrEqual(width);
      expect(top + side).toBeLessThanOrEqual(height);
    }
  }
});
