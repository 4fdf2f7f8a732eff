import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sharp } from 'sharp';
import {
  drawingTooComplex,
  drawingWithoutSize,
  tooLarge,
  unreadableDrawing,
  unsupportedFile,
} from './image-failure';
import { type ImageLimits } from './image-limits';
import { type Size } from './image-size';
import { JobGivenUpError } from '../../../platform/isolation/job-given-up-error';
import { meansOutOfMemory } from '../../../platform/isolation/memory-exhaustion';
import { type RawImage, toRaw } from './raw-image';
import { restrictedSharp } from './restricted-sharp';

/**
 * The long side of every drawing in pixels. It has none of its own, so that what it says of its size counts for its
 * proportions alone; this is the most that is ever made of a picture.
 */
const DRAWING_SIDE = 4_096;

/** At this density a drawing's own unit is a pixel. */
const NATURAL_DENSITY = 72;
/** What sharp takes. */
const [LEAST_DENSITY, MOST_DENSITY] = [1, 100_000];
/**
 * Time by the clock for each look at a drawing: a few bytes of instructions may take hours, and nothing stops librsvg.
 */
const DEADLINE_MS = 20_000;
/** A byte order mark, and space. */
const BEFORE_MARKUP = /^(?:\ufeff)?\s*</;
const HEAD_BYTES = 1_024;

/** What is known of a drawing before it is drawn. */
export interface DrawingHeader extends Size {
  /** Dots an inch at which it has this size. */
  readonly density: number;
}

/** True for a file that begins with markup: SVG, or no picture. No other format that is read begins so. */
export async function beginsWithMarkup(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return BEFORE_MARKUP.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Reads how large a drawing is: as its proportions are, with the long side that all drawings have.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function inspectDrawing(path: string, limits: ImageLimits): Promise<DrawingHeader> {
  const { size } = await stat(path);
  if (size > limits.maxDrawingBytes) {
    throw tooLarge(`${megabytes(size)} of drawing instructions`, megabytes(limits.maxDrawingBytes));
  }
  const bytes = await readFile(path);
  const natural = await sizeAt(bytes, NATURAL_DENSITY);
  const density = bounded((NATURAL_DENSITY * DRAWING_SIDE) / Math.max(natural.width, natural.height));
  const { width, height } = await sizeAt(bytes, density);
  const scale = Math.min(1, DRAWING_SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    density: density * scale,
  };
}

/**
 * Draws a drawing to exactly `size`, in sRGB with alpha. It is handed over as bytes without a name: librsvg then has no
 * place that what it refers to could be relative to, and reads no other file and no address.
 *
 * @throws ImageFailure for a file that is to blame, inside of a JobGivenUpError where it took too long
 */
export async function draw(path: string, header: DrawingHeader, { width, height }: Size): Promise<RawImage> {
  const scale = Math.max(width / header.width, height / header.height);
  const pipeline = openAt(await readFile(path), bounded(header.density * scale));
  pipeline.toColourspace('srgb').resize(width, height, { fit: 'fill' });
  return inTime(toRaw(pipeline));
}

async function sizeAt(bytes: Buffer, density: number): Promise<Size> {
  const { width, height } = await inTime(openAt(bytes, density).metadata());
  return { width, height };
}

function openAt(bytes: Buffer, density: number): Sharp {
  return restrictedSharp(bytes, { failOn: 'error', limitInputPixels: false, density });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLong = sleep(DEADLINE_MS, undefined, { signal: over.signal }).then(() => {
    throw new JobGivenUpError(drawingTooComplex());
  });
  try {
    return await Promise.race([work, tooLong]);
  } catch (error) {
    throw drawingFailure(error);
  } finally {
    over.abort();
    tooLong.catch(() => undefined);
    work.catch(() => undefined);
  }
}

/** What an error of librsvg means: it says so in sentences only. */
function drawingFailure(error: unknown): Error {
  if (error instanceof JobGivenUpError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (meansOutOfMemory(message)) return new Error(message);
  if (message.includes('unsupported image format')) return unsupportedFile();
  if (/bad dimensions|zero-sized/.test(message)) return drawingWithoutSize();
  if (/exceeded|excessive|amplification/i.test(message)) return drawingTooComplex();
  return unreadableDrawing();
}

function bounded(density: number): number {
  return Math.min(Math.max(density, LEAST_DENSITY), MOST_DENSITY);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}
