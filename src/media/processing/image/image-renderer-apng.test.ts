import sharp from 'sharp';
import { apng, type GivenApng, type GivenFrame, type Rgba } from './apng/apng.fixture';
import { pngChunk } from './apng/png-chunks';
import { bytesOf, distance, pixelAt, Studio, variantOf } from './image-rendering.fixture';

const RED: Rgba = [220, 40, 40, 255];
const GREEN: Rgba = [40, 180, 60, 255];
const BLUE: Rgba = [40, 60, 200, 255];
const NOTHING: Rgba = [0, 0, 0, 0];
/** Chroma of WebP. */
const TOLERANCE = 10;

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

const full = (colour: Rgba): GivenFrame => ({ colourAt: () => colour });
/** The middle ninth of a picture of 300 x 300. */
const middle = (colour: Rgba, more: Partial<GivenFrame> = {}): GivenFrame => ({
  ...{ colourAt: () => colour, left: 100, top: 100, width: 100, height: 100 },
  ...more,
});

/** What is seen in the middle and in a corner of each frame of the moving variant. */
async function seen(picture: Buffer): Promise<{ middle: Rgba; corner: Rgba }[]> {
  const rendered = await studio.render(picture);
  expect(rendered.facts).toMatchObject({ format: 'png', animated: true });
  const moving = await bytesOf(rendered, 'large.webp');
  const { pages = 0 } = await sharp(moving, { animated: true }).metadata();
  return Promise.all(
    Array.from({ length: pages }, async (_, page) => {
      const frame = await sharp(moving, { page }).ensureAlpha().png().toBuffer();
      const at = async (place: number) => (await pixelAt(frame, place, place)) as unknown as Rgba;
      return { middle: await at(0.5), corner: await at(0.1) };
    }),
  );
}

async function expectSeen(frames: GivenApng['frames'], expected: readonly (readonly [Rgba, Rgba])[]) {
  const found = await seen(apng({ width: 300, height: 300, frames }));
  expect(found).toHaveLength(expected.length);
  for (const [index, [inMiddle, inCorner]] of expected.entries()) {
    const { middle: foundInMiddle = NOTHING, corner = NOTHING } = found[index] ?? {};
    expect(shownDistance(foundInMiddle, inMiddle)).toBeLessThanOrEqual(TOLERANCE);
    expect(shownDistance(corner, inCorner)).toBeLessThanOrEqual(TOLERANCE);
  }
}

/** Of what is not there at all, the colour does not count. */
function shownDistance(one: Rgba, other: Rgba): number {
  return one[3] === 0 && other[3] === 0 ? 0 : distance(one, other);
}

test('a moving PNG moves in WebP, with its frames, delays and plays, and rests in JPEG', async () => {
  const delays = [
    [1, 10],
    [25, 0],
    [400, 1000],
    [65_535, 1],
  ] as const;
  const colours = [RED, GREEN, BLUE, RED];
  const frames = delays.map((delay, index) => ({ ...full(colours[index] ?? RED), delay }));
  const rendered = await studio.render(apng({ width: 600, height: 400, frames, plays: 3 }));
  expect(rendered.facts).toMatchObject({
    ...{ format: 'png', width: 600, height: 400, animated: true, hasAlpha: false, dominantColor: '#dc2828' },
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
    expect({ pages, delay, loop }).toEqual({ pages: 4, delay: [100, 250, 400, 65_535], loop: 3 });
    const { width: expectedWidth, height } = variantOf(rendered, `${name}.webp`);
    expect({ width, height: pageHeight }).toEqual({ width: expectedWidth, height });
    for (const [page, colour] of colours.entries()) {
      const frame = await sharp(moving, { page }).ensureAlpha().png().toBuffer();
      expect(distance(await pixelAt(frame, 0.5, 0.5), colour)).toBeLessThanOrEqual(TOLERANCE);
    }
    const still = await pixelAt(await bytesOf(rendered, `${name}.jpg`), 0.5, 0.5);
    expect(distance(still, RED.slice(0, 3))).toBeLessThanOrEqual(TOLERANCE);
  }
});

test('a frame that keeps its place is drawn on by the next', () =>
  expectSeen(
    [full(RED), middle(GREEN), middle(BLUE, { left: 0, top: 0 })],
    [
      [RED, RED],
      [GREEN, RED],
      [GREEN, BLUE],
    ],
  ));

test('a frame that clears its place leaves nothing there', () =>
  expectSeen(
    [full(RED), middle(GREEN, { disposal: 1 }), middle(BLUE, { left: 0, top: 0 })],
    [
      [RED, RED],
      [GREEN, RED],
      [NOTHING, BLUE],
    ],
  ));

test('a frame that restores its place leaves what was there', () =>
  expectSeen(
    [full(RED), middle(GREEN, { disposal: 2 }), middle(BLUE, { left: 0, top: 0 })],
    [
      [RED, RED],
      [GREEN, RED],
      [RED, BLUE],
    ],
  ));

test('the first frame has nothing to restore, and so clears', () =>
  expectSeen(
    [{ ...full(RED), disposal: 2 }, middle(GREEN)],
    [
      [RED, RED],
      [GREEN, NOTHING],
    ],
  ));

test('a frame replaces what is there, or is laid over it by its alpha', () => {
  const half: Rgba = [...BLUE.slice(0, 3), 128] as unknown as Rgba;
  const mixed: Rgba = [130, 50, 120, 255];
  return expectSeen(
    [full(RED), middle(half, { blend: 0 }), { ...full(RED), blend: 0 }, middle(half, { blend: 1 })],
    [
      [RED, RED],
      [half, RED],
      [RED, RED],
      [mixed, RED],
    ],
  );
});

test('translucent on translucent adds up, and on nothing stays what it is', () =>
  expectSeen(
    [
      full([200, 0, 0, 128]),
      middle([0, 0, 200, 128], { blend: 1 }),
      { ...full(NOTHING), blend: 1 },
      full(GREEN),
    ],
    [
      [
        [200, 0, 0, 128],
        [200, 0, 0, 128],
      ],
      // The third frame is no other picture: WebP gives its time to the second.
      [
        [67, 0, 133, 192],
        [200, 0, 0, 128],
      ],
      [GREEN, GREEN],
    ],
  ));

test('the still for those who do not know that PNGs can move is no part of the animation', async () => {
  const picture = apng({ width: 300, height: 300, still: () => BLUE, frames: [full(RED), full(GREEN)] });
  expect(await pixelAt(picture, 0.5, 0.5)).toEqual(BLUE);
  const rendered = await studio.render(picture);
  expect(rendered.facts).toMatchObject({ animated: true, dominantColor: '#dc2828' });
  const still = await pixelAt(await bytesOf(rendered, 'large.jpg'), 0.5, 0.5);
  expect(distance(still, RED.slice(0, 3))).toBeLessThanOrEqual(TOLERANCE);
});

test('a PNG of one frame is a still', async () => {
  const rendered = await studio.render(apng({ width: 300, height: 300, frames: [full(RED)] }));
  expect(rendered.facts).toMatchObject({ format: 'png', animated: false });
});

test('the frames of a picture with a profile are shown in sRGB', async () => {
  const p3 = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const before = [chunkOf(p3, 'iCCP')];
  const colour = [190, 110, 80, 255] as const;
  const stored = await pixelAt(
    await sharp(Buffer.from(colour.slice(0, 3)), { raw: { width: 1, height: 1, channels: 3 } })
      .withIccProfile('p3')
      .raw()
      .toBuffer()
      .then((raw) =>
        sharp(raw, { raw: { width: 1, height: 1, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    0,
    0,
  );
  expect(distance(stored, colour.slice(0, 3))).toBeGreaterThan(6);
  const inP3 = [...stored, 255] as unknown as Rgba;
  const frames = [full(RED), full(inP3)];
  const found = await seen(apng({ width: 300, height: 300, frames, before }));
  expect(distance(found[1]?.middle ?? [], colour)).toBeLessThanOrEqual(TOLERANCE);
});

function chunkOf(png: Buffer, type: string): Buffer {
  const at = png.indexOf(type, 0, 'latin1') - 4;
  return png.subarray(at, at + 12 + png.readUInt32BE(at));
}

const whole = () => apng({ width: 300, height: 300, frames: [full(RED), full(GREEN), full(BLUE)] });

test.each([
  ['breaks off in its last frame', () => whole().subarray(0, -40)],
  ['breaks off before its end', () => whole().subarray(0, -12)],
  ['has a frame fewer than it says', () => apng({ width: 9, height: 9, frames: [full(RED)], declared: 2 })],
  [
    'has a frame more than it says',
    () => apng({ width: 9, height: 9, frames: [full(RED), full(RED), full(RED)], declared: 2 }),
  ],
  [
    'has a frame that is wider than the picture',
    () => apng({ width: 9, height: 9, frames: [full(RED), { ...full(RED), left: 1 }] }),
  ],
  [
    'has a frame at the end of numbers',
    () => apng({ width: 9, height: 9, frames: [full(RED), { ...full(RED), left: 0xffff_fff8 }] }),
  ],
  [
    'has a frame without pixels',
    () => apng({ width: 9, height: 9, frames: [full(RED), { ...full(RED), width: 0 }] }),
  ],
  ['has frames in another order', () => swapped(whole(), 'fcTL')],
  ['is damaged in a frame', () => damaged(whole(), whole().lastIndexOf('fdAT') + 9)],
  [
    'says how to treat a frame in a way that nobody knows',
    () => apng({ width: 9, height: 9, frames: [full(RED), { ...full(RED), disposal: 3 as 2 }] }),
  ],
  [
    'has pixels that are none',
    () => {
      const picture = apng({ width: 9, height: 9, frames: [full(RED), full(RED)] });
      const at = picture.lastIndexOf('fdAT') - 4;
      const last = pngChunk('fdAT', picture.subarray(at + 8, at + 12), Buffer.alloc(30, 7));
      return Buffer.concat([picture.subarray(0, at), last, pngChunk('IEND')]);
    },
  ],
])('a moving PNG that %s is a corrupt file', async (_, make) => {
  await expect(studio.render(make())).rejects.toMatchObject({ name: 'ImageFailure', code: 'CORRUPT_FILE' });
  expect((await studio.render(whole())).variants.size).toBe(6);
});

/** Exchanges the sequence numbers of the last two chunks of a type, check sums and all. */
function swapped(png: Buffer, type: string): Buffer {
  const last = png.lastIndexOf(type, undefined, 'latin1');
  const other = png.lastIndexOf(type, last - 1, 'latin1');
  const chunk = (at: number) => png.subarray(at - 4, at + 8 + png.readUInt32BE(at - 4));
  const result = Buffer.from(png);
  const [one, two] = [Buffer.from(chunk(last)), Buffer.from(chunk(other))];
  two.copy(result, last - 4);
  one.copy(result, other - 4);
  return result;
}

function damaged(png: Buffer, at: number): Buffer {
  const result = Buffer.from(png);
  result[at] = (result[at] ?? 0) ^ 0xff;
  return result;
}

test.each([
  [
    'declares millions of frames',
    () => apng({ width: 9, height: 9, frames: [full(RED), full(RED)], declared: 4_000_000_000 }),
    '4000000000 frames; at most 500 frames',
  ],
  [
    'has more pixels in all than an animation may',
    () => apng({ width: 4_000, height: 4_000, frames: [middle(RED)], declared: 400 }),
    '(6,400 megapixels in all); at most 200 megapixels',
  ],
  [
    'has larger frames than are composed',
    () => apng({ width: 6_000, height: 6_000, frames: [middle(RED)], declared: 2 }),
    '6000 x 6000 pixels (36 megapixels); at most 25 megapixels',
  ],
])('a moving PNG that %s is too large', async (_, make, found) => {
  await expect(studio.render(make())).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message: expect.stringContaining(found) as string,
  });
});
