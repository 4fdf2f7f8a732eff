import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { bytesOf, type Colour, distance, paint, pixelAt, Studio, variantOf } from './image-rendering.fixture';

const RED = [220, 40, 40];
const GREEN = [40, 180, 60];
const BLUE = [40, 60, 200];
const YELLOW = [230, 220, 50];

/** What JPEG and WebP at quality 85 may move a flat colour by. */
const LOSSY = 6;

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

/** Red and green above, blue and yellow below. */
function quarters(width: number, height: number): (x: number, y: number) => Colour {
  return (x, y) => {
    const left = x < width / 2;
    if (y < height / 2) return left ? RED : GREEN;
    return left ? BLUE : YELLOW;
  };
}

test('a photograph gives three sizes in WebP and JPEG, as files that are what the answer says', async () => {
  const photo = await paint(2000, 1500, quarters(2000, 1500)).jpeg().toBuffer();
  const rendered = await studio.render(photo);
  const { facts, variants } = rendered;
  expect(facts).toMatchObject({
    format: 'jpeg',
    width: 2000,
    height: 1500,
    animated: false,
    hasAlpha: false,
  });
  const told = [...variants].map(([name, { preset, format, width, height }]) => [
    name,
    preset,
    format,
    width,
    height,
  ]);
  expect(told).toEqual([
    ['large.webp', 'large', 'webp', 1200, 900],
    ['large.jpg', 'large', 'jpeg', 1200, 900],
    ['medium.webp', 'medium', 'webp', 300, 300],
    ['medium.jpg', 'medium', 'jpeg', 300, 300],
    ['small.webp', 'small', 'webp', 150, 150],
    ['small.jpg', 'small', 'jpeg', 150, 150],
  ]);
  for (const [, variant] of variants) {
    const bytes = await readFile(variant.path);
    expect(bytes.length).toBe(variant.byteSize);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(variant.sha256);
    const { format, width, height, space, channels } = await sharp(bytes).metadata();
    expect({ format, width, height }).toEqual({
      format: variant.format,
      width: variant.width,
      height: variant.height,
    });
    expect({ space, channels }).toEqual({ space: 'srgb', channels: 3 });
  }
});

test('the same file gives the same bytes again', async () => {
  const photo = await paint(900, 700, quarters(900, 700)).png().toBuffer();
  const [once, again] = [await studio.render(photo), await studio.render(photo)];
  const hashes = [once, again].map(({ variants }) => [...variants.values()].map(({ sha256 }) => sha256));
  expect(hashes[0]).toEqual(hashes[1]);
  expect(new Set(hashes[0]).size).toBe(6);
});

test('progress rises step by step to 1', async () => {
  const seen: number[] = [];
  const photo = await paint(40, 30, quarters(40, 30)).png().toBuffer();
  await studio.render(photo, { onProgress: (fraction) => seen.push(fraction) });
  expect(seen).toHaveLength(9);
  expect(seen).toEqual([...seen].sort((one, other) => one - other));
  expect(new Set(seen).size).toBe(9);
  expect(seen.at(-1)).toBe(1);
});

test('nothing is enlarged: a square is as small as the short side', async () => {
  const { variants } = await studio.render(await paint(100, 80, quarters(100, 80)).png().toBuffer());
  const sizes = [...variants].map(([name, { width, height }]) => `${name} ${width}x${height}`);
  expect(sizes).toEqual([
    'large.webp 100x80',
    'large.jpg 100x80',
    'medium.webp 80x80',
    'medium.jpg 80x80',
    'small.webp 80x80',
    'small.jpg 80x80',
  ]);
});

test.each([
  ['a single pixel', 1, 1, ['1x1', '1x1', '1x1']],
  ['a wide strip', 8000, 20, ['1200x3', '20x20', '20x20']],
  ['a tall strip', 20, 8000, ['3x1200', '20x20', '20x20']],
  ['a wide panorama', 6000, 600, ['1200x120', '300x300', '150x150']],
])('%s comes out in its proportions', async (_, width, height, sizes) => {
  const rendered = await studio.render(
    await paint(width, height, () => RED)
      .png()
      .toBuffer(),
  );
  const names = ['large.webp', 'medium.webp', 'small.webp'];
  expect(
    names.map((name) => variantOf(rendered, name)).map((file) => `${file.width}x${file.height}`),
  ).toEqual(sizes);
  expect(rendered.facts).toMatchObject({ width, height, dominantColor: '#dc2828' });
});

test('the square of a panorama is as sharp as the panorama allows', async () => {
  // Lines of 10 pixels each: at 300 pixels of height there are 5 for each, at the 120 of `large` 2 would be left.
  const lines = paint(6000, 600, (_, y) => (Math.floor(y / 10) % 2 === 0 ? [0, 0, 0] : [255, 255, 255]));
  const square = await bytesOf(await studio.render(await lines.png().toBuffer()), 'medium.jpg');
  const [dark, light] = [await pixelAt(square, 0.5, 2.5 / 300), await pixelAt(square, 0.5, 7.5 / 300)];
  expect(distance(dark, [0, 0, 0])).toBeLessThanOrEqual(LOSSY);
  expect(distance(light, [255, 255, 255])).toBeLessThanOrEqual(LOSSY);
});

test('squares are cut around the focal point, else around the middle', async () => {
  // Three parts, each a square: red, green, blue from left to right.
  const parts = await paint(1800, 600, (x) => [RED, GREEN, BLUE][Math.floor(x / 600)] ?? [])
    .png()
    .toBuffer();
  for (const [focalPoint, colour] of [
    [{ x: 0.1, y: 0.5 }, RED],
    [undefined, GREEN],
    [{ x: 0.5, y: 0 }, GREEN],
    [{ x: 1, y: 1 }, BLUE],
  ] as const) {
    const rendered = await studio.render(parts, { focalPoint });
    for (const name of ['medium.webp', 'medium.jpg', 'small.webp', 'small.jpg']) {
      const square = await bytesOf(rendered, name);
      for (const x of [0.04, 0.5, 0.96]) {
        expect(distance(await pixelAt(square, x, 0.5), colour)).toBeLessThanOrEqual(LOSSY);
      }
    }
    expect(distance(await pixelAt(await bytesOf(rendered, 'large.jpg'), 0.1, 0.5), RED)).toBeLessThanOrEqual(
      LOSSY,
    );
  }
});

/**
 * Where a stored pixel belongs in the upright picture of this size (EXIF 2.3, tag 274): e.g. 6 means that the
 * stored first row is the right side, and the stored first column the top.
 */
const UPRIGHT: readonly ((
  x: number,
  y: number,
  width: number,
  height: number,
) => readonly [number, number])[] = [
  (x, y) => [x, y],
  (x, y, width) => [width - 1 - x, y],
  (x, y, width, height) => [width - 1 - x, height - 1 - y],
  (x, y, _, height) => [x, height - 1 - y],
  (x, y) => [y, x],
  (x, y, width) => [width - 1 - y, x],
  (x, y, width, height) => [width - 1 - y, height - 1 - x],
  (x, y, _, height) => [y, height - 1 - x],
];

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'EXIF orientation %i lands upright, sizes and focal point too',
  async (orientation) => {
    const [width, height] = [1600, 800];
    const colourAt = quarters(width, height);
    const upright = UPRIGHT[orientation - 1];
    const [storedWidth, storedHeight] = orientation < 5 ? [width, height] : [height, width];
    const stored = paint(storedWidth, storedHeight, (x, y) => {
      const [left = 0, top = 0] = upright?.(x, y, width, height) ?? [];
      return colourAt(left, top);
    });
    const photo = await stored.withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(photo).metadata()).orientation).toBe(orientation);

    const rendered = await studio.render(photo, { focalPoint: { x: 0, y: 0.5 } });
    expect(rendered.facts).toMatchObject({ width, height });
    for (const name of ['large.webp', 'large.jpg']) {
      expect(variantOf(rendered, name)).toMatchObject({ width: 1200, height: 600 });
      const image = await bytesOf(rendered, name);
      const corners = [
        [0.05, 0.05],
        [0.95, 0.05],
        [0.05, 0.95],
        [0.95, 0.95],
      ] as const;
      for (const [place, colour] of [RED, GREEN, BLUE, YELLOW].entries()) {
        const [x, y] = corners[place] ?? [0, 0];
        expect(distance(await pixelAt(image, x, y), colour)).toBeLessThanOrEqual(LOSSY);
      }
    }
    // The square at the left edge is the upright picture's left half: red above blue.
    const square = await bytesOf(rendered, 'small.webp');
    expect(distance(await pixelAt(square, 0.9, 0.1), RED)).toBeLessThanOrEqual(LOSSY);
    expect(distance(await pixelAt(square, 0.9, 0.9), BLUE)).toBeLessThanOrEqual(LOSSY);
  },
);

test('the placeholder shows the picture: its colours and its proportions', async () => {
  const picture = await paint(900, 600, (x) => (x < 700 ? BLUE : YELLOW))
    .png()
    .toBuffer();
  const { facts } = await studio.render(picture);
  const hash = Buffer.from(facts.thumbhash, 'base64');
  const { r, g, b, a } = thumbHashToAverageRGBA(hash);
  const mean = [0, 1, 2].map((channel) => ((BLUE[channel] ?? 0) * 7 + (YELLOW[channel] ?? 0) * 2) / 9);
  expect(
    distance(
      [r, g, b].map((part) => part * 255),
      mean,
    ),
  ).toBeLessThanOrEqual(16);
  expect(a).toBe(1);
  expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(1.5, 0);
  expect(facts.dominantColor).toBe('#283cc8');
});

test('an aborted rendering rejects with the reason', async () => {
  const abort = new AbortController();
  const reason = new Error('The worker stops.');
  const rendering = studio.render(await paint(1200, 1200, quarters(1200, 1200)).png().toBuffer(), {
    signal: abort.signal,
    onProgress: () => abort.abort(reason),
  });
  await expect(rendering).rejects.toBe(reason);
});

test('a file that took the name of another is read anew', async () => {
  const path = join(studio.folder, 'replaced.webp');
  for (const [colour, dominantColor] of [
    [RED, '#dc2828'],
    [BLUE, '#283cc8'],
  ] as const) {
    await paint(60, 60, () => colour)
      .webp({ lossless: true })
      .toFile(path);
    const { facts } = await studio.renderer.render(path, studio.folder);
    expect(facts.dominantColor).toBe(dominantColor);
  }
});

test('a missing file is not a broken file', async () => {
  const rendering = studio.renderer.render(join(studio.folder, 'nowhere.jpg'), studio.folder);
  await expect(rendering).rejects.toMatchObject({ name: 'JobFailedError', code: 'ENOENT' });
});
