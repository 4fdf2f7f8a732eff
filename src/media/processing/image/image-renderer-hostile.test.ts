import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { JobMemoryError } from '../../../platform/isolation/pool-errors';
import { ProcessPool } from '../../../platform/isolation/process-pool';
import { type ImageFailure } from './image-failure';
import { DEFAULT_IMAGE_LIMITS } from './image-limits';
import { ImageRenderer } from './image-renderer';
import { paint, Studio } from './image-rendering.fixture';

let studio: Studio;
let good: Buffer;

beforeAll(async () => {
  studio = await Studio.open();
  good = await noise(320, 240).jpeg().toBuffer();
});

// Whatever came before, the child that met it serves the next picture.
afterEach(async () => expect((await studio.render(good)).variants.size).toBe(6));
afterAll(() => studio.close());

/** Pixels that do not compress to nothing, the same each time. */
function noise(width: number, height: number): sharp.Sharp {
  let state = 1;
  return paint(width, height, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return [state >>> 24, (state >>> 16) & 255, (state >>> 8) & 255];
  });
}

async function failureOf(bytes: Buffer): Promise<ImageFailure> {
  return studio.render(bytes).then(
    ({ facts }) => {
      throw new Error(`It was rendered: ${JSON.stringify(facts)}.`);
    },
    (error: unknown) => error as ImageFailure,
  );
}

async function expectCorrupt(bytes: Buffer): Promise<void> {
  expect(await failureOf(bytes)).toMatchObject({
    name: 'ImageFailure',
    code: 'CORRUPT_FILE',
    message: expect.stringMatching(
      /^This file is (damaged or incomplete: .* upload the new copy|empty)\.$/,
    ) as string,
  });
}

const STILLS: readonly [string, () => sharp.Sharp][] = [
  ['a JPEG', () => noise(640, 480).jpeg()],
  ['a progressive JPEG', () => noise(640, 480).jpeg({ progressive: true })],
  ['a PNG', () => noise(640, 480).png()],
  ['an interlaced PNG', () => noise(640, 480).png({ progressive: true })],
  ['a WebP', () => noise(640, 480).webp()],
  ['a lossless WebP', () => noise(320, 240).webp({ lossless: true })],
  ['an AVIF', () => noise(320, 240).avif({ effort: 0 })],
  ['a GIF', () => noise(320, 240).gif()],
];

test.each(STILLS)('%s that breaks off is a corrupt file, wherever it does', async (_, write) => {
  const whole = await write().toBuffer();
  expect((await studio.render(whole)).variants.size).toBe(6);
  for (const part of [0.001, 0.02, 0.3, 0.7, 0.98]) {
    await expectCorrupt(whole.subarray(0, Math.max(24, Math.floor(whole.length * part))));
  }
});

test('a moving GIF that breaks off is a corrupt file, though its first frames are whole', async () => {
  const raw = { width: 60, height: 240, channels: 3, pageHeight: 60 } as const;
  const data = await noise(60, 240).raw().toBuffer();
  const whole = await sharp(data, { raw }).gif().toBuffer();
  expect((await studio.render(whole)).facts.animated).toBe(true);
  for (const part of [0.3, 0.6, 0.9, 0.99])
    await expectCorrupt(whole.subarray(0, Math.floor(whole.length * part)));
});

test('an empty file is said to be empty', async () => {
  expect(await failureOf(Buffer.alloc(0))).toMatchObject({
    code: 'CORRUPT_FILE',
    message: 'This file is empty.',
  });
});

test.each([
  ['a page of HTML', Buffer.from('<!doctype html><html><script>alert(1)</script></html>')],
  ['a heap of random bytes', Buffer.from('c35d2a0b99e1f00d'.repeat(64), 'hex')],
  ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj')],
])('%s is no picture, and is not handed to a decoder', async (_, bytes) => {
  expect(await failureOf(bytes)).toMatchObject({ name: 'ImageFailure', code: 'UNSUPPORTED_MEDIA_TYPE' });
});

test('a picture of a format that is not taken is refused, though the library could read it', async () => {
  const tiff = await noise(32, 32).tiff().toBuffer();
  expect(await failureOf(tiff)).toMatchObject({ name: 'ImageFailure', code: 'UNSUPPORTED_MEDIA_TYPE' });
});

/** A PNG that claims a size, followed by the pixel data that is given. */
function png(width: number, height: number, pixelData: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    ['IHDR', header],
    ['IDAT', pixelData],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...chunks.flatMap(([type, data]) => {
      const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      check.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), data])));
      return [length, Buffer.from(type), data, check];
    }),
  ]);
}

test('a PNG that claims 30,000 x 30,000 pixels is refused by its header, with both numbers', async () => {
  expect(await failureOf(png(30_000, 30_000, deflateSync(Buffer.alloc(1_000_000))))).toMatchObject({
    name: 'ImageFailure',
    code: 'IMAGE_TOO_LARGE',
    message:
      'This picture has 30000 x 30000 pixels (900 megapixels); at most 100 megapixels can be processed. Make it smaller, and upload it again.',
  });
});

test('a PNG that claims an allowed size and holds almost nothing is corrupt', async () => {
  await expectCorrupt(png(9_000, 9_000, deflateSync(Buffer.alloc(100_000))));
});

test('an AVIF has a limit of its own, lower than the others’', async () => {
  const limits = { ...DEFAULT_IMAGE_LIMITS, maxPixels: 80_000, maxAvifPixels: 70_000 };
  expect(DEFAULT_IMAGE_LIMITS.maxAvifPixels).toBeLessThan(DEFAULT_IMAGE_LIMITS.maxPixels);
  const renderer = new ImageRenderer({ processes: 1, limits });
  try {
    const path = join(studio.folder, 'limited');
    await noise(320, 240).png().toFile(path);
    await expect(renderer.render(path, studio.folder)).resolves.toHaveProperty('facts.format', 'png');
    await noise(320, 240).avif({ effort: 0 }).toFile(path);
    await expect(renderer.render(path, studio.folder)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('320 x 240 pixels (0.1 megapixels); at most 0.1 megapixels') as string,
    });
  } finally {
    await renderer.close(0);
  }
});

/** A GIF of so many frames of a size: each has one pixel, for the canvas is what a decoder pays for. */
function gif(width: number, height: number, frames: number): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  const image = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const frame = Buffer.concat([control, image]);
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

test('an animation of too many frames is refused, and one of as many as are allowed is not', async () => {
  expect((await studio.render(gif(4, 4, 500))).facts.animated).toBe(true);
  expect(await failureOf(gif(4, 4, 100_000))).toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message: expect.stringContaining('has 100000 frames; at most 500 frames') as string,
  });
});

test('an animation whose frames are too many pixels together is refused', async () => {
  expect(await failureOf(gif(2_000, 2_000, 400))).toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message: expect.stringContaining('(1,600 megapixels in all); at most 200 megapixels') as string,
  });
});

test('a picture that needs more memory than a child may have ends in an error of its own, and the next is rendered', async () => {
  const pool = new ProcessPool<object, unknown>({
    modulePath: join(__dirname, 'image.process.ts'),
    size: 1,
    maxQueued: 1,
    limits: { memoryBytes: 256 * 1024 * 1024, cpuSeconds: 60, maxOldSpaceMb: 128 },
    deadlineMs: 60_000,
    recycleAfter: 10,
  });
  try {
    const wide = sharp({ create: { width: 7_000, height: 7_000, channels: 4, background: '#2468' } });
    const path = join(studio.folder, 'interlaced.png');
    await wide.png({ progressive: true, compressionLevel: 1 }).toFile(path);
    const request = { path, folder: studio.folder, limits: DEFAULT_IMAGE_LIMITS };
    await expect(pool.run(request)).rejects.toBeInstanceOf(JobMemoryError);
    const small = join(studio.folder, 'small.jpg');
    await sharp(good).toFile(small);
    await expect(pool.run({ ...request, path: small })).resolves.toHaveProperty('facts.format', 'jpeg');
  } finally {
    await pool.close(0);
  }
});
