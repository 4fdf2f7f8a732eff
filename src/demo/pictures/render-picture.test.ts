import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { renderPicturesInChild } from './render-pictures-in-child';
import { PICTURES } from './sets/pictures';

// Rendered in the child, as in earnest: within jest's sandbox every use of Math is some thirty times as slow.
const SIZE = 64;

interface Rendered {
  readonly file: Buffer;
  /** Red, green, blue bytes, row by row. */
  readonly pixels: Uint8Array;
}

let directory: string;
let rendered: Map<string, Rendered>;

async function render(names: readonly string[], size: number): Promise<Map<string, Rendered>> {
  const pictures = new Map<string, Rendered>();
  for await (const { name, path } of renderPicturesInChild(directory, names, size)) {
    const file = await readFile(path);
    pictures.set(name, { file, pixels: await sharp(file).raw().toBuffer() });
  }
  return pictures;
}

function pixelsOf(name: string): Uint8Array {
  const picture = rendered.get(name);
  if (!picture) throw new Error(`${name} was not rendered`);
  return picture.pixels;
}

function colourAt(pixels: Uint8Array, col: number, row: number): readonly number[] {
  return [...pixels.subarray((row * SIZE + col) * 3, (row * SIZE + col) * 3 + 3)];
}

function meanOf(pixels: Uint8Array): number {
  return pixels.reduce((sum, byte) => sum + byte, 0) / pixels.length;
}

function deviationOf(pixels: Uint8Array): number {
  const mean = meanOf(pixels);
  return Math.sqrt(pixels.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / pixels.length);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vitrine-render-'));
  rendered = await render(
    PICTURES.map(({ name }) => name),
    SIZE,
  );
});

afterAll(() => rm(directory, { recursive: true }));

test('every picture has a name and pixels of its own', () => {
  expect(rendered.size).toBe(33);
  expect(new Set([...rendered.values()].map(({ file }) => file.toString('base64'))).size).toBe(33);
});

test('a picture is the same to the byte in another process and another order', async () => {
  const names = ['holders-lit', 'carafe-amber', 'jug-fog', 'tidewater'];
  for (const [name, { file }] of await render(names, SIZE)) {
    expect(file.equals(rendered.get(name)?.file ?? Buffer.alloc(0))).toBe(true);
  }
});

test('every picture is well exposed, and none is blank', () => {
  const out: string[] = [];
  for (const { name, lighting } of PICTURES) {
    const pixels = pixelsOf(name);
    const mean = meanOf(pixels);
    const deviation = deviationOf(pixels);
    const burnt = pixels.filter((byte) => byte === 255).length / pixels.length;
    const darkest = lighting === 'evening' ? 50 : 100;
    if (mean < darkest || mean > 225 || deviation < 12 || deviation > 80 || burnt > 0.03) {
      out.push(`${name}: mean ${mean}, deviation ${deviation}, burnt ${burnt}`);
    }
  }
  expect(out).toEqual([]);
});

test('the blue vase stands in the middle of a light ground, and its shadow falls to the right', () => {
  const pixels = pixelsOf('tidewater');
  const [red = 0, , blue = 0] = colourAt(pixels, 32, 24);
  expect(blue).toBeGreaterThan(red + 40);
  const brightness = (col: number, row: number): number =>
    colourAt(pixels, col, row).reduce((sum, byte) => sum + byte, 0);
  expect(brightness(3, 60)).toBeGreaterThan(450);
  expect(brightness(46, 52)).toBeLessThan(brightness(18, 52) - 20);
});

test('a lit shade is bright in a dark room', () => {
  const pixels = pixelsOf('lamp-lit');
  expect(Math.min(...colourAt(pixels, 32, 17).slice(0, 2))).toBeGreaterThan(190);
  expect(Math.max(...colourAt(pixels, 3, 3))).toBeLessThan(100);
});

test('a larger picture shows the same scene as a small one', async () => {
  const large = (await render(['mug-oat'], SIZE * 4)).get('mug-oat');
  const reduced = await sharp(large?.file).resize(SIZE, SIZE).raw().toBuffer();
  const small = pixelsOf('mug-oat');
  const apart = small.reduce((sum, byte, index) => sum + Math.abs(byte - (reduced[index] ?? 0)), 0);
  expect(apart / small.length).toBeLessThan(5);
});

test('the file is a JPEG in sRGB, of the size asked for', async () => {
  const { format, width, height, icc } = await sharp(rendered.get('tumblers')?.file).metadata();
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: SIZE, height: SIZE });
  // The profile's description is UTF-16.
  expect(icc?.toString('latin1')).toContain('s\0R\0G\0B');
});
