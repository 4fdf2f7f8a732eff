import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseTransformName } from '../../transforms/transform';
import { type EncodedFormat } from './encode-variant';
import { type Colour, distance, paint, pixelAt } from './image-rendering.fixture';
import { type RenderedTransform } from './render-transform';
import { TransformRenderer } from './transform-renderer';

let folder: string;
const renderer = new TransformRenderer({ processes: 1, maxQueued: 20 });
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'transform-renderer-'))));
afterAll(async () => {
  await renderer.close(0);
  await rm(folder, { recursive: true });
});

type Made = RenderedTransform & { readonly bytes: Buffer };

async function render(source: Buffer, name: string, format: EncodedFormat = 'webp'): Promise<Made> {
  const transform = parseTransformName(name);
  if (!transform) throw new Error(`${name} is no transform`);
  const place = await mkdtemp(join(folder, 'one-'));
  await writeFile(join(place, 'source'), source);
  const made = await renderer.render(
    join(place, 'source'),
    place,
    transform,
    format,
    new AbortController().signal,
  );
  return { ...made, bytes: await readFile(made.path) };
}

const RED: Colour = [210, 50, 40];
const GREEN: Colour = [60, 170, 70];
const BLUE: Colour = [50, 70, 200];
const WHITE: Colour = [255, 255, 255];
/** What lossy encoders may do to a flat colour. */
const TOLERANCE = 8;

/** Three upright stripes of one width: red, green, blue. */
const stripes = (width: number, height: number) =>
  paint(width, height, (x) => [RED, GREEN, BLUE][Math.floor((3 * x) / width)] ?? RED);

async function expectColours(bytes: Buffer, ...places: readonly (readonly [x: number, y: number, Colour])[]) {
  const image = await sharp(bytes).removeAlpha().png().toBuffer();
  for (const [x, y, colour] of places) {
    const found = await pixelAt(image, x, y);
    expect([x, y, found, distance(found, colour) <= TOLERANCE]).toEqual([x, y, found, true]);
  }
}

describe('a still picture', () => {
  let picture: Buffer;
  beforeAll(async () => {
    picture = await stripes(600, 300).png().toBuffer();
  });

  test.each<[string, EncodedFormat, number, number]>([
    ['contain-150x75-q85', 'webp', 150, 75],
    ['contain-1200x1200-q85', 'jpeg', 600, 300],
    ['contain-4096x4096-q85', 'png', 600, 300],
    ['contain-150x75-q85', 'avif', 150, 75],
    ['cover-100x40-q85', 'webp', 100, 40],
    ['cover-300x300-q85', 'avif', 300, 300],
    ['cover-4000x4000-q85', 'jpeg', 300, 300],
    ['smart-101x17-q85', 'png', 101, 17],
    ['contain-1x1-q1', 'webp', 1, 1],
  ])('is made into %s as %s of exactly %i x %i pixels', async (name, format, width, height) => {
    const made = await render(picture, name, format);
    expect({ width: made.width, height: made.height, byteSize: made.byteSize }).toEqual({
      width,
      height,
      byteSize: made.bytes.length,
    });
    const found = await sharp(made.bytes).metadata();
    expect(found).toMatchObject({
      format: format === 'avif' ? 'heif' : format,
      width,
      height,
      space: 'srgb',
    });
    expect([found.exif, found.icc, found.xmp, found.hasAlpha]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ]);
  });

  test.each<EncodedFormat>(['webp', 'jpeg', 'png', 'avif'])(
    'has its colours where they were, in %s',
    async (format) => {
      const { bytes } = await render(picture, 'contain-300x150-q85', format);
      await expectColours(bytes, [0.1, 0.5, RED], [0.5, 0.5, GREEN], [0.9, 0.5, BLUE]);
    },
  );

  test('is cut around the focal point', async () => {
    const middles: [string, Colour][] = [
      ['cover-80x80-q85-f0x500', RED],
      ['cover-80x80-q85', GREEN],
      ['cover-80x80-q85-f1000x500', BLUE],
    ];
    for (const [name, colour] of middles) {
      const { bytes } = await render(picture, name);
      await expectColours(bytes, [colour === RED ? 0.1 : colour === BLUE ? 0.9 : 0.5, 0.5, colour]);
    }
    // 180 pixels wide around a quarter of 600: from 60 to 240, so the border at 200 is at 0.78 of it.
    const { bytes } = await render(picture, 'cover-180x300-q85-f250x500', 'png');
    await expectColours(bytes, [0, 0.5, RED], [0.76, 0.5, RED], [0.8, 0.5, GREEN], [0.99, 0.5, GREEN]);
  });

  test('is smaller in a lower quality, in every format that has one', async () => {
    const noisy = await sharp({
      create: {
        ...{ width: 300, height: 300, channels: 3, background: '#808080' },
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer();
    for (const format of ['webp', 'jpeg', 'avif'] as const) {
      const sizes: number[] = [];
      for (const quality of [1, 40, 85, 100]) {
        sizes.push((await render(noisy, `contain-300x300-q${quality}`, format)).byteSize);
      }
      expect([format, sizes]).toEqual([format, sizes.toSorted((one, other) => one - other)]);
      expect(new Set(sizes).size).toBe(4);
    }
    expect((await render(noisy, 'contain-300x300-q1', 'png')).sha256).toBe(
      (await render(noisy, 'contain-300x300-q100', 'png')).sha256,
    );
  });

  test('stands upright and in sRGB, as in its presets', async () => {
    const wide = stripes(600, 300).withMetadata({ orientation: 6, icc: 'p3' }).jpeg({ quality: 98 });
    const turned = await wide.toBuffer();
    const asStored = await sharp(turned, { ignoreIcc: true }).png().toBuffer();
    expect(distance(await pixelAt(asStored, 0.5, 0.5), GREEN)).toBeGreaterThan(TOLERANCE);
    const { width, height, bytes } = await render(turned, 'contain-4096x200-q85', 'png');
    expect([width, height]).toEqual([100, 200]);
    await expectColours(bytes, [0.5, 0.1, RED], [0.5, 0.5, GREEN], [0.5, 0.9, BLUE]);
  });

  test('comes out the same each time', async () => {
    for (const name of ['smart-90x90-q85', 'cover-90x90-q85-f100x500']) {
      const [one, other] = [await render(picture, name, 'avif'), await render(picture, name, 'avif')];
      expect(one.sha256).toBe(other.sha256);
    }
  });
});

describe('the most salient part', () => {
  const SKIN: Colour = [224, 172, 140];
  const DULL: Colour = [120, 124, 128];

  /** A dull picture with one patch of skin colour and edges. */
  const withPatch = (width: number, height: number, at: { x: number; y: number }) => {
    const [left, top, side] = [at.x * width, at.y * height, Math.min(width, height) / 5];
    return paint(width, height, (x, y) => {
      const isInside = Math.abs(x - left) < side / 2 && Math.abs(y - top) < side / 2;
      return isInside ? SKIN : DULL;
    });
  };

  test.each([
    [900, 300, { x: 0.15, y: 0.5 }],
    [900, 300, { x: 0.85, y: 0.5 }],
    [300, 900, { x: 0.5, y: 0.12 }],
    [1800, 600, { x: 0.8, y: 0.5 }],
  ])(
    'of a picture of %i x %i with a patch at %j is in the middle of all its sizes',
    async (width, height, at) => {
      const picture = await withPatch(width, height, at).png().toBuffer();
      for (const side of [40, 100, 300]) {
        const { bytes } = await render(picture, `smart-${side}x${side}-q85`, 'png');
        // As near to the middle as the picture's edges allow: on each side of the patch there is less than half.
        const seen = await sharp(bytes).removeAlpha().raw().toBuffer();
        const skin = Array.from({ length: side * side }, (_, pixel) => [
          ...seen.subarray(3 * pixel, 3 * pixel + 3),
        ]);
        const share = skin.filter((colour) => distance(colour, SKIN) <= 20).length / (side * side);
        expect(share).toBeGreaterThan(0.03);
        expect(share).toBeLessThan(0.05);
      }
      const centre = await render(picture, 'cover-100x100-q85', 'png');
      await expectColours(centre.bytes, [0.1, 0.1, DULL], [0.5, 0.5, DULL], [0.9, 0.9, DULL]);
    },
  );

  test('of a picture that moves is that of its first frame', async () => {
    const frames = await Promise.all(
      [0.9, 0.1].map((x) => withPatch(600, 200, { x, y: 0.5 }).png().toBuffer()),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 200] })
      .toBuffer();
    const { bytes, width, height } = await render(moving, 'smart-100x100-q85');
    expect([width, height]).toEqual([100, 100]);
    const [first, second] = [
      await sharp(bytes).png().toBuffer(),
      await sharp(bytes, { page: 1 }).png().toBuffer(),
    ];
    await expectColours(first, [0.72, 0.5, SKIN]);
    await expectColours(second, [0.72, 0.5, DULL], [0.3, 0.5, DULL]);
  });
});

describe('a picture through which the ground shows', () => {
  let picture: Buffer;
  beforeAll(async () => {
    const mask = paint(200, 100, (x) => (x < 100 ? [0, 0, 0] : [255, 255, 255])).toColourspace('b-w');
    const alpha = await mask.raw().toBuffer();
    picture = await paint(200, 100, () => RED)
      .joinChannel(alpha, { raw: { width: 200, height: 100, channels: 1 } })
      .png()
      .toBuffer();
  });

  test.each<EncodedFormat>(['webp', 'png', 'avif'])('keeps its alpha in %s', async (format) => {
    const { bytes } = await render(picture, 'contain-100x50-q85', format);
    const image = await sharp(bytes).png().toBuffer();
    expect((await pixelAt(image, 0.2, 0.5)).at(3)).toBe(0);
    expect((await pixelAt(image, 0.8, 0.5)).at(3)).toBe(255);
    await expectColours(bytes, [0.8, 0.5, RED]);
  });

  test('stands on white in JPEG, which has no alpha', async () => {
    const { bytes } = await render(picture, 'contain-100x50-q85', 'jpeg');
    await expectColours(bytes, [0.2, 0.5, WHITE], [0.8, 0.5, RED]);
  });
});

describe('a picture that moves', () => {
  const DELAYS = [100, 300, 500];
  let picture: Buffer;
  beforeAll(async () => {
    const frames = await Promise.all(
      [RED, GREEN, BLUE].map((colour) => {
        const shade = colour.map((value) => Math.floor(value / 3));
        return paint(400, 200, (x) => (x < 200 ? colour : shade))
          .png()
          .toBuffer();
      }),
    );
    picture = await sharp(frames, { join: { animated: true } })
      .gif({ delay: DELAYS, loop: 2 })
      .toBuffer();
  });

  test.each([
    ['contain-100x50-q85', 100, 50, 0.25],
    ['cover-60x60-q85-f100x500', 60, 60, 0.5],
  ])('moves in WebP as %s', async (name, width, height, x) => {
    const { bytes } = await render(picture, name);
    const {
      pages,
      delay,
      loop,
      pageHeight,
      width: found,
    } = await sharp(bytes, { animated: true }).metadata();
    expect({ pages, delay, loop, found, pageHeight }).toEqual({
      ...{ pages: 3, delay: DELAYS, loop: 2 },
      ...{ found: width, pageHeight: height },
    });
    for (const [page, colour] of [RED, GREEN, BLUE].entries()) {
      await expectColours(await sharp(bytes, { page }).png().toBuffer(), [x, 0.5, colour]);
    }
  });

  test.each<EncodedFormat>(['jpeg', 'png', 'avif'])('shows its first frame in %s', async (format) => {
    const { bytes } = await render(picture, 'contain-100x50-q85', format);
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    await expectColours(bytes, [0.25, 0.5, RED]);
  });
});

test('what is no picture is refused with words, and what has gone is not blamed on it', async () => {
  await expect(render(Buffer.from('<html></html>'), 'contain-1x1-q85')).rejects.toMatchObject({
    name: 'ImageFailure',
    code: 'UNSUPPORTED_MEDIA_TYPE',
  });
  const whole = await stripes(600, 300).jpeg().toBuffer();
  await expect(render(whole.subarray(0, whole.length / 2), 'contain-100x100-q85')).rejects.toMatchObject({
    name: 'ImageFailure',
    code: 'CORRUPT_FILE',
  });
  const transform = parseTransformName('contain-1x1-q85');
  if (!transform) throw new Error('There is no such transform.');
  const gone = renderer.render(join(folder, 'gone'), folder, transform, 'webp', new AbortController().signal);
  await expect(gone).rejects.toMatchObject({ name: 'JobFailedError' });
});
