import sharp from 'sharp';
import { bytesOf, type Colour, distance, paint, pixelAt, Studio, variantOf } from './image-rendering.fixture';

const FRAMES: readonly Colour[] = [
  [220, 40, 40],
  [40, 180, 60],
  [40, 60, 200],
  [230, 220, 50],
];
const DELAYS = [100, 250, 400, 1000];
/** Palettes of GIF, chroma of WebP. */
const TOLERANCE = 10;

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

/** What lies below a frame's colour: different in each frame, because the encoder joins frames that are alike. */
function shadeOf(colour: Colour): Colour {
  return colour.map((value) => value / 4);
}

/** One colour in the upper half of each frame and its shade in the lower, so that a wrong cut shows. */
function animation(width: number, height: number): sharp.Sharp {
  const data = Buffer.alloc(width * height * FRAMES.length * 3);
  for (const [frame, colour] of FRAMES.entries()) {
    for (let at = 0; at < width * height; at += 1) {
      data.set(at < (width * height) / 2 ? colour : shadeOf(colour), (frame * width * height + at) * 3);
    }
  }
  return sharp(data, { raw: { width, height: height * FRAMES.length, channels: 3, pageHeight: height } });
}

const WRITERS: readonly [string, string, (image: sharp.Sharp) => sharp.Sharp][] = [
  ['GIF', 'gif', (image) => image.gif({ delay: DELAYS, loop: 3 })],
  ['WebP', 'webp', (image) => image.webp({ delay: DELAYS, loop: 3, quality: 95 })],
];

test.each(WRITERS)(
  'a moving %s moves in WebP, with its frames, delays and loops, and rests in JPEG',
  async (_, format, write) => {
    const rendered = await studio.render(await write(animation(600, 400)).toBuffer());
    expect(rendered.facts).toMatchObject({
      format,
      width: 600,
      height: 400,
      animated: true,
      hasAlpha: false,
    });
    expect([...rendered.variants].map(([name, { width, height }]) => `${name} ${width}x${height}`)).toEqual([
      'large.webp 600x400',
      'medium.webp 300x300',
      'small.webp 150x150',
      'large.jpg 600x400',
      'medium.jpg 300x300',
      'small.jpg 150x150',
    ]);
    for (const name of ['large', 'medium', 'small']) {
      const moving = await bytesOf(rendered, `${name}.webp`);
      const { pages, delay, loop, width, pageHeight } = await sharp(moving, { animated: true }).metadata();
      expect({ pages, delay, loop }).toEqual({ pages: 4, delay: DELAYS, loop: 3 });
      expect({ width, height: pageHeight }).toEqual({
        width: variantOf(rendered, `${name}.webp`).width,
        height: variantOf(rendered, `${name}.webp`).height,
      });
      for (const [page, colour] of FRAMES.entries()) {
        const frame = await sharp(moving, { page }).removeAlpha().png().toBuffer();
        expect(distance(await pixelAt(frame, 0.5, 0.25), colour)).toBeLessThanOrEqual(TOLERANCE);
        expect(distance(await pixelAt(frame, 0.5, 0.9), shadeOf(colour))).toBeLessThanOrEqual(TOLERANCE);
      }
      const still = await bytesOf(rendered, `${name}.jpg`);
      expect(distance(await pixelAt(still, 0.5, 0.25), FRAMES[0] ?? [])).toBeLessThanOrEqual(TOLERANCE);
    }
  },
);

test('an animation without end keeps running', async () => {
  const rendered = await studio.render(await animation(60, 40).gif({ delay: DELAYS, loop: 0 }).toBuffer());
  expect((await sharp(await bytesOf(rendered, 'large.webp'), { animated: true }).metadata()).loop).toBe(0);
});

test('the squares of a moving portrait are cut around the focal point in every frame', async () => {
  const source = await animation(400, 1200).gif({ delay: DELAYS }).toBuffer();
  for (const [y, expected] of [
    [0, FRAMES],
    [1, FRAMES.map(shadeOf)],
  ] as const) {
    const rendered = await studio.render(source, { focalPoint: { x: 0.5, y } });
    expect(variantOf(rendered, 'medium.webp')).toMatchObject({ width: 300, height: 300 });
    const moving = await bytesOf(rendered, 'medium.webp');
    for (const [page, colour] of expected.entries()) {
      const frame = await sharp(moving, { page }).removeAlpha().png().toBuffer();
      for (const place of [0.03, 0.5, 0.97]) {
        expect(distance(await pixelAt(frame, 0.5, place), colour)).toBeLessThanOrEqual(TOLERANCE);
      }
    }
  }
});

test('a moving picture whose first frame is translucent rests in PNG', async () => {
  const data = Buffer.alloc(80 * 160 * 4);
  for (let at = 0; at < 80 * 160; at += 1) data.set([200, 60, 60, at % 80 < 40 ? 0 : 255], at * 4);
  data.fill(90, 80 * 80 * 4 + 160, 80 * 80 * 4 + 200);
  const raw = { width: 80, height: 160, channels: 4, pageHeight: 80 } as const;
  const rendered = await studio.render(await sharp(data, { raw }).webp({ lossless: true }).toBuffer());
  expect(rendered.facts).toMatchObject({ animated: true, hasAlpha: true });
  expect((await pixelAt(await bytesOf(rendered, 'small.png'), 0.2, 0.5)).at(3)).toBe(0);
  const frame = await sharp(await bytesOf(rendered, 'small.webp'), { page: 0 })
    .png()
    .toBuffer();
  expect((await pixelAt(frame, 0.2, 0.5)).at(3)).toBe(0);
});

test('a GIF of one frame is a still', async () => {
  const rendered = await studio.render(
    await paint(50, 40, () => [200, 60, 60])
      .gif()
      .toBuffer(),
  );
  expect(rendered.facts).toMatchObject({ format: 'gif', animated: false, hasAlpha: false });
  expect(variantOf(rendered, 'large.jpg')).toMatchObject({ width: 50, height: 40 });
  expect((await sharp(await bytesOf(rendered, 'large.webp')).metadata()).pages).toBeUndefined();
});
