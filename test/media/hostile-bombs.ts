import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { apng } from '../../src/media/processing/image/apng/apng.fixture';
import { pngChunk, PNG_SIGNATURE } from '../../src/media/processing/image/apng/png-chunks';

function bigEndian(value: number, bytes = 4): Buffer {
  const field = Buffer.alloc(bytes);
  field.writeUIntBE(value, 0, bytes);
  return field;
}

const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#808080' } });

/** A PNG of nothing but zeros, all of which are there: a thousandth of what it takes in memory. */
export function pngOf(
  side: number,
  { depth = 1, colour = 0, interlaced = false, channels = 1, before = [] as readonly Buffer[] } = {},
): Buffer {
  const row = 1 + Math.ceil((side * depth * channels) / 8);
  const header = Buffer.from([depth, colour, 0, 0, interlaced ? 1 : 0]);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', bigEndian(side), bigEndian(side), header),
    ...before,
    pngChunk('IDAT', deflateSync(Buffer.alloc(row * side + (interlaced ? 8 * side : 0)), { level: 1 })),
    pngChunk('IEND'),
  ]);
}

/** A small PNG with a text or profile that unpacks to 300 MB. */
export function pngWithPackedChunk(type: 'zTXt' | 'iCCP' | 'iTXt'): Buffer {
  const packed = deflateSync(Buffer.alloc(300_000_000), { level: 1 });
  const before = type === 'iTXt' ? 'x\0\x01\0\0\0' : 'x\0\0';
  return pngOf(16, { before: [pngChunk(type, Buffer.from(before), packed)] });
}

/** A JPEG whose header claims 65,500 x 65,500 pixels: ITU T.81, B.2.2. */
export async function jpegThatClaims(): Promise<Buffer> {
  const bytes = await grey(64, 64).jpeg().toBuffer();
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(65_500, frame + 5);
  bytes.writeUInt16BE(65_500, frame + 7);
  return bytes;
}

/** A progressive JPEG, allowed in size, that says its last scan five thousand times: each costs as much as a picture. */
export async function jpegOfManyScans(): Promise<Buffer> {
  const bytes = await grey(8_000, 8_000).jpeg({ progressive: true }).toBuffer();
  const last = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = bytes.subarray(last, -2);
  return Buffer.concat([
    bytes.subarray(0, last),
    ...Array.from({ length: 5_000 }, () => scan),
    bytes.subarray(-2),
  ]);
}

/** A WebP of 16,383 x 16,383 pixels, the most that it can be: RFC 9649, 2.5 and RFC 6386, 9.1. */
export async function webpThatClaims(): Promise<Buffer> {
  const bytes = await grey(64, 64).webp().toBuffer();
  const start = bytes.indexOf(Buffer.from([0x9d, 0x01, 0x2a]));
  bytes.writeUInt16LE(16_383, start + 3);
  bytes.writeUInt16LE(16_383, start + 5);
  return bytes;
}

/** An AVIF that claims 30,000 x 30,000 pixels: ISO/IEC 23008-12, 6.5.3. */
export async function avifThatClaims(): Promise<Buffer> {
  const bytes = await grey(64, 64).avif({ effort: 0 }).toBuffer();
  const size = bytes.indexOf('ispe', 0, 'latin1') + 8;
  bytes.writeUInt32BE(30_000, size);
  bytes.writeUInt32BE(30_000, size + 4);
  return bytes;
}

/**
 * A GIF of so many frames on a canvas of a size, each of `side` pixels a side, of which it has one: the canvas is what
 * a decoder pays for.
 */
export function gif(width: number, height: number, frames: number, side = 1): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const frame = Buffer.from('21f904000a0000002c00000000010001000002024401003b'.slice(0, -2), 'hex');
  frame.writeUInt16LE(side, 13);
  frame.writeUInt16LE(side, 15);
  return Buffer.concat([screen, Buffer.alloc(frame.length * frames, frame), Buffer.from([0x3b])]);
}

/** A moving WebP of so many frames on a canvas of a size: RFC 9649, 2.7. */
export async function webp(side: number, frames: number): Promise<Buffer> {
  const made = await Promise.all(
    [0, 200].map((red) =>
      sharp({ create: { width: 2, height: 2, channels: 3, background: { r: red, g: 0, b: 0 } } })
        .png()
        .toBuffer(),
    ),
  );
  const bytes = await sharp(made, { join: { animated: true } })
    .webp()
    .toBuffer();
  const first = bytes.indexOf('ANMF', 0, 'latin1');
  const second = bytes.indexOf('ANMF', first + 4, 'latin1');
  const frame = bytes.subarray(first, second);
  const before = bytes.subarray(0, first);
  const canvas = before.indexOf('VP8X', 0, 'latin1') + 12;
  before.writeUIntLE(side - 1, canvas, 3);
  before.writeUIntLE(side - 1, canvas + 3, 3);
  const whole = Buffer.concat([before, Buffer.alloc(frame.length * frames, frame)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

const dot = { colourAt: () => [200, 0, 0, 255] as const };

/** A moving PNG of so many frames, each of one pixel, on a canvas of a size. */
export function movingPng(side: number, frames: number, declared = frames): Buffer {
  const small = { ...dot, width: 1, height: 1 };
  const rest = Array.from({ length: frames - 1 }, () => small);
  const bytes = apng({ width: 4, height: 4, frames: [dot, ...rest], declared });
  if (side === 4) return bytes;
  const pixels = deflateSync(Buffer.alloc(side * (1 + side * 4)), { level: 1 });
  const size = Buffer.concat([bigEndian(side), bigEndian(side)]);
  const control = Buffer.concat([bigEndian(0), size, Buffer.alloc(8), Buffer.from([0, 1, 0, 10, 0, 0])]);
  const firstControl = bytes.indexOf('fcTL', 0, 'latin1') - 4;
  const secondControl = bytes.indexOf('fcTL', firstControl + 8, 'latin1') - 4;
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', size, Buffer.from([8, 6, 0, 0, 0])),
    bytes.subarray(33, firstControl),
    pngChunk('fcTL', control),
    pngChunk('IDAT', pixels),
    bytes.subarray(secondControl),
  ]);
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join(
  '',
);
const copies = Array.from(
  { length: 12 },
  (_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`,
).join('');

/** A billion laughs. */
export const LAUGHS = `<!DOCTYPE svg [<!ENTITY e0 "ha">${laughs}]>${SVG} viewBox="0 0 9 9"><text>&e9;</text></svg>`;
/** A billion copies of a square. */
export const COPIES = `${SVG} viewBox="0 0 9 9"><defs><g id="a0"><rect width="1" height="1"/></g>${copies}</defs><use href="#a12"/></svg>`;
/** Filters upon filters: nothing stops who draws it. */
export const FILTERS = `${SVG} viewBox="0 0 20 20"><filter id="f" x="0" y="0" width="1" height="1">${'<feMorphology radius="500" operator="dilate"/>'.repeat(50)}</filter><rect width="20" height="20" filter="url(#f)"/></svg>`;
/** A trillion pixels. */
export const HUGE = `${SVG} width="1000000000" height="1000000000"><rect width="9" height="9"/></svg>`;
/** Another file's text, by a reference. */
export const XXE = `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${SVG} viewBox="0 0 9 9"><text y="9">&x;</text></svg>`;
/** Pictures of other files and machines. */
export const OUTSIDE = `${SVG} viewBox="0 0 9 9"><image href="file:///etc/passwd" width="9" height="9"/><image xlink:href="http://127.0.0.1:1/" width="9" height="9"/><use href="file:///etc/passwd#x"/><rect width="3" height="3"/></svg>`;
/** A hundred thousand levels. */
export const DEEP = `${SVG} viewBox="0 0 9 9">${'<g>'.repeat(100_000)}${'</g>'.repeat(100_000)}</svg>`;
