import { canonicalTransform, type WantedTransform } from './canonical-transform';
import { outputSize, type Size } from './output-size';
import { transformName } from './transform';

const LANDSCAPE = { width: 4000, height: 3000 };
const PORTRAIT = { width: 3000, height: 4000 };
const SMALL = { width: 200, height: 100 };
const TINY = { width: 1, height: 1 };
const BANNER = { width: 8000, height: 20 };

const contain = (wanted: Partial<WantedTransform> = {}): WantedTransform => ({ crop: 'contain', ...wanted });
const cover = (wanted: Partial<WantedTransform> = {}): WantedTransform => ({ crop: 'cover', ...wanted });
const smart = (wanted: Partial<WantedTransform> = {}): WantedTransform => ({ crop: 'smart', ...wanted });
const left = { x: 0.1, y: 0.5 };

test.each<[WantedTransform, Size, string]>([
  // The preset, however it is asked for.
  [contain(), LANDSCAPE, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 1200 }), LANDSCAPE, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 1200, maxHeight: 900 }), LANDSCAPE, 'contain-1200x1200-q85'],
  [contain({ maxHeight: 900 }), LANDSCAPE, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 1200, quality: 85 }), LANDSCAPE, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 900 }), PORTRAIT, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 1200, focalPoint: left }), LANDSCAPE, 'contain-1200x1200-q85'],
  [cover(), LANDSCAPE, 'cover-300x300-q85'],
  [cover({ maxWidth: 300 }), LANDSCAPE, 'cover-300x300-q85'],
  [cover({ maxHeight: 150 }), LANDSCAPE, 'cover-150x150-q85'],
  [cover({ maxWidth: 150, maxHeight: 150 }), LANDSCAPE, 'cover-150x150-q85'],
  // What is nearly a preset is not.
  [contain({ maxWidth: 1200, quality: 84 }), LANDSCAPE, 'contain-1200x900-q84'],
  [contain({ maxWidth: 1199 }), LANDSCAPE, 'contain-1199x899-q85'],
  [cover({ maxWidth: 300, maxHeight: 299 }), LANDSCAPE, 'cover-300x299-q85'],
  [cover({ maxWidth: 300, focalPoint: left }), LANDSCAPE, 'cover-300x300-q85-f100x500'],
  [smart({ maxWidth: 300 }), LANDSCAPE, 'smart-300x300-q85'],
  // Boxes that come to the same pixels.
  [contain({ maxWidth: 400 }), LANDSCAPE, 'contain-400x300-q85'],
  [contain({ maxWidth: 400, maxHeight: 4000 }), LANDSCAPE, 'contain-400x300-q85'],
  [contain({ maxWidth: 4096, maxHeight: 300 }), LANDSCAPE, 'contain-400x300-q85'],
  // Nothing is enlarged, and no side is beyond 1 to 4096.
  [contain({ maxWidth: 5000 }), LANDSCAPE, 'contain-4000x3000-q85'],
  [contain({ maxWidth: 4096 }), { width: 9000, height: 6000 }, 'contain-4096x2731-q85'],
  [contain({ maxWidth: 5000 }), BANNER, 'contain-4096x10-q85'],
  [contain({ maxWidth: 10 }), BANNER, 'contain-10x1-q85'],
  [contain({ maxWidth: 0 }), LANDSCAPE, 'contain-1x1-q85'],
  [contain({ maxWidth: -7, maxHeight: 90 }), PORTRAIT, 'contain-1x1-q85'],
  [contain({ maxWidth: 9, quality: 0 }), LANDSCAPE, 'contain-9x7-q1'],
  [contain({ maxWidth: 9, quality: 900 }), LANDSCAPE, 'contain-9x7-q100'],
  [cover({ maxWidth: 5000, maxHeight: 1 }), LANDSCAPE, 'cover-4000x1-q85'],
  [cover({ maxWidth: 5000, maxHeight: 2500 }), SMALL, 'cover-164x100-q85'],
  // A picture smaller than the presets: all of it is one of them.
  [contain({ maxWidth: 900 }), SMALL, 'contain-1200x1200-q85'],
  [contain({ maxWidth: 100 }), SMALL, 'contain-100x50-q85'],
  [cover({ maxWidth: 150 }), SMALL, 'cover-300x300-q85'],
  [cover({ maxWidth: 4000 }), SMALL, 'cover-300x300-q85'],
  [smart({ maxWidth: 300 }), TINY, 'cover-300x300-q85'],
  // A focal point counts where something is cut off, in thousandths.
  [cover({ maxWidth: 300, focalPoint: { x: 0.5, y: 0.1 } }), LANDSCAPE, 'cover-300x300-q85'],
  [cover({ maxWidth: 300, focalPoint: { x: 0.5, y: 0.1 } }), PORTRAIT, 'cover-300x300-q85-f500x100'],
  [cover({ maxWidth: 300, focalPoint: { x: 0.12345, y: 0.9 } }), LANDSCAPE, 'cover-300x300-q85-f123x500'],
  [cover({ maxWidth: 400, maxHeight: 300, focalPoint: { x: 0, y: 0 } }), LANDSCAPE, 'cover-400x300-q85'],
  [cover({ maxWidth: 300, focalPoint: { x: 7, y: 0 } }), LANDSCAPE, 'cover-300x300-q85-f1000x500'],
  [smart({ maxWidth: 400, maxHeight: 300, focalPoint: left }), LANDSCAPE, 'cover-400x300-q85'],
  [smart({ maxWidth: 400, maxHeight: 100, focalPoint: left }), LANDSCAPE, 'smart-400x100-q85'],
])('%j of %j is %s', (wanted, picture, name) => {
  expect(transformName(canonicalTransform(picture, wanted))).toBe(name);
});

test('whoever asks for the size that comes out asks for the same', () => {
  const sides = [1, 2, 5, 7, 99, 100, 101, 1199, 1200, 2998, 4095, 9999];
  const wishes = [1, 3, 50, 149, 150, 300, 899, 1200, 4096];
  const crops = ['contain', 'cover', 'smart'] as const;
  let compared = 0;
  for (const [width, height] of sides.flatMap((one) => sides.map((other) => [one, other] as const))) {
    for (const [maxWidth, maxHeight] of wishes.flatMap((one) =>
      wishes.map((other) => [one, other] as const),
    )) {
      for (const crop of crops) {
        const picture = { width, height };
        const focalPoint = { x: 0.3, y: 0.8 };
        const transform = canonicalTransform(picture, { crop, maxWidth, maxHeight, focalPoint });
        const size = outputSize(transform, picture);
        const again = { crop, maxWidth: size.width, maxHeight: size.height, focalPoint };
        if (transformName(canonicalTransform(picture, again)) !== transformName(transform)) {
          throw new Error(`${JSON.stringify({ picture, crop, maxWidth, maxHeight, size })} has two names`);
        }
        if (size.width > Math.min(maxWidth, width) || size.height > Math.min(maxHeight, height)) {
          throw new Error(`${JSON.stringify({ picture, crop, maxWidth, maxHeight, size })} is too large`);
        }
        compared += 1;
      }
    }
  }
  expect(compared).toBe(144 * 81 * 3);
});
