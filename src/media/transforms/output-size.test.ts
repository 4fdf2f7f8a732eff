import { fitInside } from '../processing/image/image-size';
import { outputSize } from './output-size';
import { PRESET_TRANSFORMS } from './preset-transforms';
import { transformName } from './transform';

const contain = { crop: 'contain', width: 1200, height: 1200 } as const;
const cover = { crop: 'cover', width: 300, height: 300 } as const;

test.each([
  [contain, { width: 4000, height: 3000 }, { width: 1200, height: 900 }],
  [contain, { width: 3000, height: 4000 }, { width: 900, height: 1200 }],
  [contain, { width: 800, height: 600 }, { width: 800, height: 600 }],
  [contain, { width: 20_000, height: 3 }, { width: 1200, height: 1 }],
  [
    { ...contain, height: 300 },
    { width: 4000, height: 3000 },
    { width: 400, height: 300 },
  ],
  [cover, { width: 4000, height: 3000 }, { width: 300, height: 300 }],
  [cover, { width: 4000, height: 200 }, { width: 200, height: 200 }],
  [
    { ...cover, height: 150 },
    { width: 4000, height: 3000 },
    { width: 300, height: 150 },
  ],
  [
    { ...cover, height: 150 },
    { width: 200, height: 3000 },
    { width: 200, height: 100 },
  ],
])('%j of %j is %j', (transform, picture, expected) => {
  expect(outputSize(transform, picture)).toEqual(expected);
});

test('it is the size that the presets are really made in', () => {
  for (let width = 1; width < 5000; width += 37) {
    for (let height = 1; height < 5000; height += 41) {
      expect(outputSize(contain, { width, height })).toEqual(fitInside({ width, height }, 1200));
      const side = Math.min(300, width, height);
      expect(outputSize(cover, { width, height })).toEqual({ width: side, height: side });
    }
  }
});

test('the presets are known by these names, which stand in keys and URLs', () => {
  expect(PRESET_TRANSFORMS.map(transformName)).toEqual([
    'contain-1200x1200-q85',
    'cover-300x300-q85',
    'cover-150x150-q85',
  ]);
});
