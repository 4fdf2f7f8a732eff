import { type ImageFacts } from '../content/content.entity';
import { transformName } from '../transforms/transform';
import { chooseTransform } from './choose-transform';
import { CropMode, ImageFormat } from './image-transform';

const FACTS: ImageFacts = {
  width: 4000,
  height: 3000,
  animated: false,
  hasAlpha: false,
  thumbhash: '',
  dominantColor: '#000000',
};
const { COVER, CONTAIN, SMART } = CropMode;

test.each([
  [{}, 'contain-1200x1200-q85', 1200, 900],
  [{ maxWidth: 1200, maxHeight: 1200 }, 'contain-1200x1200-q85', 1200, 900],
  [{ maxWidth: 10 }, 'contain-1200x1200-q85', 1200, 900],
  [{ maxWidth: 4096, crop: CONTAIN }, 'contain-1200x1200-q85', 1200, 900],
  [{ crop: COVER }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxWidth: 300 }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxWidth: 151 }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxWidth: 150, maxHeight: 150 }, 'cover-150x150-q85', 150, 150],
  [{ crop: COVER, maxWidth: 10, maxHeight: 200 }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxHeight: 1 }, 'cover-150x150-q85', 150, 150],
  [{ crop: COVER, maxWidth: 5000 }, 'cover-300x300-q85', 300, 300],
  [{ crop: COVER, maxWidth: 0 }, 'cover-150x150-q85', 150, 150],
  [{ crop: COVER, maxWidth: -7 }, 'cover-150x150-q85', 150, 150],
  [{ crop: SMART, maxWidth: 100 }, 'cover-150x150-q85', 150, 150],
  [{ quality: 1 }, 'contain-1200x1200-q85', 1200, 900],
])('%j is answered with %s', (request, name, width, height) => {
  const chosen = chooseTransform(FACTS, request);
  expect({ ...chosen, transform: transformName(chosen.transform) }).toEqual({
    transform: name,
    format: null,
    width,
    height,
  });
});

test('a small picture is delivered in its own size, and a crop of it in that of its short side', () => {
  const small = { ...FACTS, width: 200, height: 100 };
  expect(chooseTransform(small, {})).toMatchObject({ width: 200, height: 100 });
  expect(chooseTransform(small, { crop: COVER })).toMatchObject({ width: 100, height: 100 });
});

test.each([
  [undefined, false, null],
  [null, true, null],
  [ImageFormat.WEBP, false, 'webp'],
  [ImageFormat.AVIF, false, 'webp'],
  [ImageFormat.JPEG, false, 'jpg'],
  [ImageFormat.PNG, false, 'jpg'],
  [ImageFormat.JPEG, true, 'png'],
  [ImageFormat.PNG, true, 'png'],
])('the format %s of a picture with alpha %s is %s', (format, hasAlpha, expected) => {
  expect(chooseTransform({ ...FACTS, hasAlpha }, { format }).format).toBe(expected);
});
