import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import {
  bytesOf,
  type Colour,
  distance,
  paint,
  pixelAt,
  type Rendered,
  Studio,
  variantOf,
} from './image-rendering.fixture';

/** Well inside of every gamut in question, so that no conversion has to give way. */
const CLAY = [190, 110, 80];

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

function flat(colour: Colour): sharp.Sharp {
  return paint(400, 400, () => colour);
}

/** Holds the middle of every variant against a colour. */
async function expectColour(rendered: Rendered, colour: Colour, tolerance: number): Promise<void> {
  expect(rendered.variants.size).toBe(6);
  for (const name of rendered.variants.keys()) {
    const image = await bytesOf(rendered, name);
    const { space, hasProfile, depth } = await sharp(image).metadata();
    expect({ space, hasProfile, depth }).toEqual({ space: 'srgb', hasProfile: false, depth: 'uchar' });
    expect(distance(await pixelAt(image, 0.5, 0.5), colour)).toBeLessThanOrEqual(tolerance);
  }
}

async function storedColour(file: Buffer): Promise<Colour> {
  return pixelAt(await sharp(file, { ignoreIcc: true }).png().toBuffer(), 0.5, 0.5);
}

test.each([
  ['a Display P3 PNG', (image: sharp.Sharp) => image.withIccProfile('p3').png()],
  [
    'a Display P3 JPEG',
    (image: sharp.Sharp) => image.withIccProfile('p3').jpeg({ quality: 98, chromaSubsampling: '4:4:4' }),
  ],
  ['a Display P3 WebP', (image: sharp.Sharp) => image.withIccProfile('p3').webp({ quality: 98 })],
  ['a Display P3 AVIF', (image: sharp.Sharp) => image.withIccProfile('p3').avif({ quality: 95, effort: 0 })],
])('%s becomes the sRGB of the same look, within 3 of 255', async (_, write) => {
  const file = await write(flat(CLAY)).toBuffer();
  expect((await sharp(file).metadata()).hasProfile).toBe(true);
  expect(distance(await storedColour(file), CLAY)).toBeGreaterThan(6);
  await expectColour(await studio.render(file), CLAY, 3);
});

test.each([
  ['a PNG of 16 bits', (image: sharp.Sharp) => image.png()],
  ['an AVIF of 10 bits', (image: sharp.Sharp) => image.avif({ quality: 95, effort: 0, bitdepth: 10 })],
])('%s keeps its colour, with a Display P3 profile and without one, within 3 of 255', async (_, write) => {
  for (const image of [flat(CLAY).withIccProfile('p3'), flat(CLAY)]) {
    const file = await write(image.toColourspace('rgb16')).toBuffer();
    const { depth, space } = await sharp(file).metadata();
    expect({ depth, space }).toEqual({ depth: 'ushort', space: 'rgb16' });
    await expectColour(await studio.render(file), CLAY, 3);
  }
});

test.each([
  ['JPEG', (image: sharp.Sharp) => image.jpeg({ quality: 98, chromaSubsampling: '4:4:4' })],
  ['PNG', (image: sharp.Sharp) => image.png()],
])('a %s of Adobe RGB becomes the sRGB of the same look, within 3 of 255', async (_, write) => {
  const profile = join(studio.folder, 'adobe-rgb.icc');
  await writeFile(profile, matrixProfile(ADOBE_RGB, 563 / 256));
  const file = await write(flat(CLAY).withIccProfile(profile)).toBuffer();
  expect(distance(await storedColour(file), CLAY)).toBeGreaterThan(6);
  await expectColour(await studio.render(file), CLAY, 3);
});

/** Of red, green and blue, what they are in XYZ under the light D50: Adobe RGB (1998), annex C. */
const ADOBE_RGB = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
] as const;

/** A profile of three primaries and one gamma: ICC.1:2001-04, 6.3.1.2. */
function matrixProfile(primaries: typeof ADOBE_RGB, gamma: number): Buffer {
  const fixed = (value: number) => bigEndian(Math.round(value * 65_536), 4);
  const xyz = (values: readonly number[]) =>
    Buffer.concat([Buffer.from('XYZ \0\0\0\0'), ...values.map(fixed)]);
  const curve = Buffer.concat([
    Buffer.from('curv\0\0\0\0'),
    bigEndian(1, 4),
    bigEndian(Math.round(gamma * 256), 2),
    Buffer.alloc(2),
  ]);
  const description = Buffer.concat([
    Buffer.from('desc\0\0\0\0'),
    bigEndian(2, 4),
    Buffer.from('x\0'),
    Buffer.alloc(78),
  ]);
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', description],
    ['cprt', Buffer.from('text\0\0\0\0x\0\0\0')],
    ['wtpt', xyz([0.9642, 1, 0.82491])],
    ...(['rXYZ', 'gXYZ', 'bXYZ'] as const).map((name, at) => [name, xyz(primaries[at] ?? [])] as const),
    ...(['rTRC', 'gTRC', 'bTRC'] as const).map((name) => [name, curve] as const),
  ];
  let offset = 128 + 4 + 12 * tags.length;
  const table = tags.map(([name, data]) => {
    const entry = Buffer.concat([Buffer.from(name), bigEndian(offset, 4), bigEndian(data.length, 4)]);
    offset += data.length;
    return entry;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x0210_0000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.concat([0.9642, 1, 0.82491].map(fixed)).copy(header, 68);
  return Buffer.concat([header, bigEndian(tags.length, 4), ...table, ...tags.map(([, data]) => data)]);
}

function bigEndian(value: number, bytes: number): Buffer {
  const field = Buffer.alloc(bytes);
  field.writeUIntBE(value, 0, bytes);
  return field;
}

test('a picture with a gain map looks as on a screen that knows nothing of it', async () => {
  // The library knows how to write and how to apply one; its types do not say so yet.
  const withGainMap = (image: sharp.Sharp) =>
    (image as sharp.Sharp & { withGainMap(): sharp.Sharp }).withGainMap();
  const file = await withGainMap(flat(CLAY)).jpeg({ quality: 98 }).toBuffer();
  const { gainMap } = await sharp(file).metadata();
  const whole = file.subarray(0, file.indexOf(gainMap?.image ?? ''));
  const shown = await pixelAt(await sharp(whole).toColourspace('srgb').png().toBuffer(), 0.5, 0.5);
  const lit = await pixelAt(await withGainMap(sharp(file)).toColourspace('srgb').png().toBuffer(), 0.5, 0.5);
  expect(distance(lit, shown)).toBeGreaterThan(15);
  await expectColour(await studio.render(file), shown, 3);
});

test.each([
  ['PNG of 2 colours', 2, (image: sharp.Sharp) => image.png({ palette: true, colours: 2 })],
  ['PNG of 4 colours', 4, (image: sharp.Sharp) => image.png({ palette: true, colours: 4 })],
  ['PNG of 16 colours', 16, (image: sharp.Sharp) => image.png({ palette: true, colours: 16 })],
  ['PNG of 256 colours', 40, (image: sharp.Sharp) => image.png({ palette: true })],
  ['GIF', 16, (image: sharp.Sharp) => image.gif({ dither: 0 })],
])('a %s keeps the colours of its palette, within 6 of 255', async (_, count, write) => {
  // Upright stripes, each of a colour of its own.
  const colours = Array.from({ length: count }, (__, at) => [250 - ((at * 211) % 251), (at * 97) % 251, 90]);
  const of = (part: number) => colours[Math.floor(part * count)] ?? CLAY;
  const file = await write(paint(640, 640, (x) => of(x / 640))).toBuffer();
  const rendered = await studio.render(file);
  expect(rendered.facts.hasAlpha).toBe(false);
  for (const name of ['large.jpg', 'large.webp']) {
    const image = await bytesOf(rendered, name);
    for (let at = 0; at < count; at += 1) {
      const middle = (at + 0.5) / count;
      expect(distance(await pixelAt(image, middle, 0.5), of(middle))).toBeLessThanOrEqual(6);
    }
  }
});

// Ink on its way to a screen and back is not exact: what is wanted is the same look, and paper that is white.
test.each([
  ['with a profile', (image: sharp.Sharp) => image.withIccProfile('cmyk')],
  ['without one', (image: sharp.Sharp) => image],
])(
  'a CMYK JPEG %s becomes sRGB of the same look, within 22 of 255, and its white stays white',
  async (_, profiled) => {
    const print = paint(400, 400, (x) => (x < 200 ? [255, 255, 255] : CLAY)).toColourspace('cmyk');
    const file = await profiled(print).jpeg({ quality: 95 }).toBuffer();
    const { space, channels } = await sharp(file).metadata();
    expect({ space, channels }).toEqual({ space: 'cmyk', channels: 4 });
    const rendered = await studio.render(file);
    expect(rendered.variants.size).toBe(6);
    for (const name of rendered.variants.keys()) {
      const image = await bytesOf(rendered, name);
      expect(distance(await pixelAt(image, 0.2, 0.5), [255, 255, 255])).toBeLessThanOrEqual(2);
      expect(distance(await pixelAt(image, 0.8, 0.5), CLAY)).toBeLessThanOrEqual(22);
    }
  },
);

test.each([
  ['JPEG', (image: sharp.Sharp) => image.toColourspace('b-w').jpeg({ quality: 95 }), 1, 'uchar'],
  ['PNG of 16 bits', (image: sharp.Sharp) => image.toColourspace('grey16').png(), 1, 'ushort'],
])('a greyscale %s becomes the same grey in sRGB, within 3 of 255', async (_, write, channels, depth) => {
  const file = await write(flat([140, 140, 140])).toBuffer();
  expect(await sharp(file).metadata()).toMatchObject({ channels, depth });
  const rendered = await studio.render(file);
  await expectColour(rendered, [140, 140, 140], 3);
  expect(rendered.facts.hasAlpha).toBe(false);
});

test('a translucent picture is kept translucent, in WebP and PNG', async () => {
  const half = await flat(CLAY).ensureAlpha(0.5).png().toBuffer();
  const rendered = await studio.render(half);
  expect(rendered.facts.hasAlpha).toBe(true);
  expect([...rendered.variants.keys()]).toEqual([
    'large.webp',
    'large.png',
    'medium.webp',
    'medium.png',
    'small.webp',
    'small.png',
  ]);
  expect(variantOf(rendered, 'large.png').format).toBe('png');
  await expectColour(rendered, [...CLAY, 128], 3);
});

test('a palette with transparent entries keeps them', async () => {
  const data = Buffer.alloc(400 * 400 * 4);
  for (let at = 0; at < 400 * 400; at += 1) data.set(at % 400 < 200 ? [0, 0, 0, 0] : [...CLAY, 255], at * 4);
  const raw = { width: 400, height: 400, channels: 4 } as const;
  const file = await sharp(data, { raw }).png({ palette: true }).toBuffer();
  expect((await sharp(file).metadata()).isPalette).toBe(true);
  const rendered = await studio.render(file);
  expect(rendered.facts.hasAlpha).toBe(true);
  for (const name of rendered.variants.keys()) {
    const image = await bytesOf(rendered, name);
    expect((await pixelAt(image, 0.2, 0.5)).at(3)).toBe(0);
    expect(distance(await pixelAt(image, 0.8, 0.5), [...CLAY, 255])).toBeLessThanOrEqual(4);
  }
});

test('an alpha channel that is opaque throughout is no transparency: JPEG, not PNG', async () => {
  const rendered = await studio.render(await flat(CLAY).ensureAlpha(1).png().toBuffer());
  expect(rendered.facts.hasAlpha).toBe(false);
  expect([...rendered.variants.values()].map(({ format }) => format)).toEqual([
    'webp',
    'jpeg',
    'webp',
    'jpeg',
    'webp',
    'jpeg',
  ]);
  await expectColour(rendered, CLAY, 3);
});

test('one translucent pixel is enough to keep the alpha channel', async () => {
  const { data, info } = await flat(CLAY).ensureAlpha(1).raw().toBuffer({ resolveWithObject: true });
  data[data.length - 1] = 254;
  const { width, height, channels } = info;
  const file = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  expect((await studio.render(file)).facts.hasAlpha).toBe(true);
});
