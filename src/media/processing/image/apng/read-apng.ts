import { readFile } from 'node:fs/promises';
import { corruptFile } from '../image-failure';
import { type Size } from '../image-size';
import { type AnimationControl, readAnimationControl } from './animation-control';
import { type FrameControl, readFrameControl } from './frame-control';
import { pngChunk, type PngChunk, pngChunks, PNG_SIGNATURE } from './png-chunks';

/** One frame: where it is drawn and how, and its pixels as a PNG file of its own. */
export interface ApngFrame extends FrameControl {
  readonly png: () => Buffer;
}

export interface Apng extends Size {
  readonly plays: number;
  /** At least one. */
  readonly frames: readonly ApngFrame[];
}

/** What pixels are split into: encoders write kilobytes a chunk, so a file of more than this is made to be costly. */
const MAX_CHUNKS = 500_000;
const SEQUENCE_BYTES = 4;
const SIZE_BYTES = 8;
const HEADER_BYTES = 13;

interface OpenFrame extends FrameControl {
  readonly pixels: Buffer[];
}

/**
 * Takes an animated PNG apart (PNG third edition, section 11.3.3): what holds for all frames, and each frame's
 * control and compressed pixels. Frames are numbered, whole and inside of the picture, and as many as were declared.
 *
 * @throws ImageFailure, CORRUPT_FILE, for any other file
 */
export async function readApng(path: string): Promise<Apng> {
  const control = await readAnimationControl(path);
  const parts = control && takeApart(await readFile(path), control);
  if (!parts) throw corruptFile();
  const { header, shared, frames } = parts;
  return {
    ...sizeOf(header),
    plays: control.plays,
    frames: frames.map((frame) => ({ ...frame, png: () => framePng(header, shared, frame) })),
  };
}

interface Parts {
  /** The data of IHDR. */
  readonly header: Buffer;
  /** The chunks before the pixels which say what the pixels mean: palette, transparency, profile. */
  readonly shared: readonly Buffer[];
  readonly frames: readonly OpenFrame[];
}

function takeApart(bytes: Buffer, control: AnimationControl): Parts | null {
  let header: Buffer | null = null;
  const shared: Buffer[] = [];
  const frames: OpenFrame[] = [];
  let sequence = 0;
  let chunks = 0;
  let hasPixels = false;
  const isNext = (data: Buffer) => data.length >= SEQUENCE_BYTES && data.readUInt32BE(0) === sequence++;

  for (const chunk of pngChunks(bytes)) {
    if (!chunk || (chunks += 1) > MAX_CHUNKS) return null;
    const { type, data } = chunk;
    const frame = frames.at(-1);
    if (type === 'IHDR') {
      if (header || data.length !== HEADER_BYTES) return null;
      header = data;
    } else if (type === 'IDAT') {
      hasPixels = true;
      // Without a frame before it, it is for those alone who do not know that PNGs can move.
      frame?.pixels.push(data);
    } else if (type === 'fcTL') {
      const next = header && readFrameControl(data, sizeOf(header));
      if (!next || !isNext(data) || frames.length === control.frames) return null;
      if (frame?.pixels.length === 0) return null;
      frames.push({ ...next, pixels: [] });
    } else if (type === 'fdAT') {
      if (!hasPixels || !frame || !isNext(data)) return null;
      frame.pixels.push(data.subarray(SEQUENCE_BYTES));
    } else if (!hasPixels) {
      shared.push(...meaningOf(chunk));
    }
  }
  const isWhole = frames.length === control.frames && frames.at(-1)?.pixels.length !== 0;
  return header && isWhole ? { header, shared, frames } : null;
}

/** Of all that may stand before the pixels (PNG third edition, section 11.3.2), what a decoder goes by. */
const MEANINGFUL: ReadonlySet<string> = new Set([
  'PLTE',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
]);

function meaningOf({ type, data }: PngChunk): Buffer[] {
  return MEANINGFUL.has(type) ? [pngChunk(type, data)] : [];
}

function sizeOf(header: Buffer): Size {
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
}

/** A frame as a still: the picture's header with the frame's size, what holds for all frames, and its pixels. */
function framePng(header: Buffer, shared: readonly Buffer[], { width, height, pixels }: OpenFrame): Buffer {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', size, header.subarray(SIZE_BYTES)),
    ...shared,
    pngChunk('IDAT', ...pixels),
    pngChunk('IEND'),
  ]);
}
