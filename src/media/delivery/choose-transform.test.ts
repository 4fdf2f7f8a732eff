import { type ImageFacts } from '../content/content.entity';
import { transformName } from '../transforms/transform';
import { chooseTransform } from './choose-transform';
import { CropMode, ImageFormat, type ImageRequest } from './image-transform';

const FACTS: ImageFacts = {
  width: 4000,
  height: 3000,
  animated: false,
  hasAlpha: false,
  thumbhash: '',
  dominantColor: '#000000',
};
const { COVER, CONTAIN, SMART } = CropMode;
const { AVIF, WEBP, JPEG, PNG } = ImageFormat;

test.each<[ImageRequest, string, number, number]>([
  [{}, 'contain-1200x1200-q85', 1200, 900],
  [
    { maxWidth: null, maxHeight: null, crop: null, format: null, quality: null },
    'contain-1200x1200-q85',
    1200,
    900,
  ],
  [{ maxWidth: 10 }, 'contain-10x8-q85', 10, 8],
  [{ maxWidth: 4096, crop: CONTAIN }, 'contain-4000x3000-q85', 4000, 3000],
  [{ maxWidth: 640, quality: 40 }, 'contain-640x480-q40', 640, 480],
  [{ crop: COVER }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxWidth: 640, maxHeight: 360 }, 'cover-640x360-q85', 640, 360],
  [{ crop: COVER, maxWidth: 4096 }, 'cover-3000x3000-q85', 3000, 3000],
  [{ crop: SMART }, 'smart-300x300-q85', 300, 300],
  [{ crop: SMART, maxWidth: 100 }, 'smart-100x100-q85', 100, 100],
])('%j is answered with %s', (request, name, width, height) => {
  const chosen = chooseTransform({ facts: FACTS, focalPoint: null }, request);
  expect({ ...chosen, transform: transformName(chosen.transform) }).toEqual({
    transform: name,
    format: null,
    width,
    height,
  });
});

test('a small picture is delivered in its own size, and a crop of it in that of its short side', () => {
  const small = { facts: { ...FACTS, width: 200, height: 100 }, focalPoint: null };
  expect(chooseTransform(small, {})).toMatchObject({ width: 200, height: 100 });
  expect(chooseTransform(small, { maxWidth: 4000 })).toMatchObject({ width: 200, height: 100 });
  expect(chooseTransform(small, { crop: COVER })).toMatchObject({ width: 100, height: 100 });
});

test('the focal point of a use changes its crops, and nothing else', () => {
  const name = (request: ImageRequest) =>
    transformName(chooseTransform({ facts: FACTS, focalPoint: { x: 0.2, y: 0.7 } }, request).transform);
  expect(name({ crop: COVER })).toBe('cover-300x300-q85-f200x500');
  expect(name({ crop: COVER, maxWidth: 400, maxHeight: 100 })).toBe('cover-400x100-q85-f500x700');
  expect(name({})).toBe('contain-1200x1200-q85');
  expect(name({ crop: SMART })).toBe('smart-300x300-q85');
});

test.each([
  [undefined, null],
  [null, null],
  [WEBP, 'webp'],
  [AVIF, 'avif'],
  [JPEG, 'jpg'],
  [PNG, 'png'],
])('the format %s is the file format %s, whatever the picture is like', (format, expected) => {
  for (const facts of [FACTS, { ...FACTS, hasAlpha: true, animated: true }]) {
    expect(chooseTransform({ facts, focalPoint: null }, { format }).format).toBe(expected);
  }
});

test('PNG loses nothing, so that every quality of it is the same', () => {
  const name = (request: ImageRequest) =>
    transformName(chooseTransform({ facts: FACTS, focalPoint: null }, request).transform);
  expect(name({ format: PNG, quality: 10 })).toBe('contain-1200x1200-q85');
  expect(name({ format: WEBP, quality: 10 })).toBe('contain-1200x900-q10');
});
