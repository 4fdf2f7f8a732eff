import { stat } from 'node:fs/promises';
import { type Metadata } from 'sharp';
import { readAnimationControl } from './apng/animation-control';
import { readApng } from './apng/read-apng';
import { isGifComplete } from './gif-structure';
import { corruptFile, emptyFile, type ImageFailure, tooLarge, unsupportedFile } from './image-failure';
import { type ImageLimits } from './image-limits';
import { decodingFailure } from './decoding-failure';
import { beginsWithMarkup, type DrawingHeader, inspectDrawing } from './drawing';
import { restrictedSharp } from './restricted-sharp';

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'svg';

/** What the header of an image file says. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Size in pixels as it is to be shown, after any rotation that EXIF asks for. */
  readonly width: number;
  readonly height: number;
  /** Frames; 1 where it stands still. */
  readonly frames: number;
  /** True when there is an alpha channel, be it opaque throughout. */
  readonly hasAlphaChannel: boolean;
  /** libvips' name of the pixels' interpretation, e.g. srgb, rgb16, cmyk, b-w, grey16. */
  readonly colourSpace: string;
  readonly hasColourProfile: boolean;
  /** Of a drawing, which has no pixels of its own: dots an inch at which it has this size. */
  readonly density?: number;
}

/**
 * Reads the header of an image file, whose kind is told by its content alone, and holds it against the limits
 * before anything is decoded. That the pixels can be decoded is not known yet.
 *
 * @throws ImageFailure for a file that is to blame; other errors (no such file) are the caller's
 */
export async function inspectImage(path: string, limits: ImageLimits): Promise<ImageHeader> {
  const { size } = await stat(path);
  if (size === 0) throw emptyFile();
  const header = (await beginsWithMarkup(path))
    ? readDrawing(await inspectDrawing(path, limits))
    : await readHeader(path);
  const excess = findExcess(header, limits);
  if (excess) throw excess;
  if (isMovingPng(header)) await readApng(path);
  // libvips drops the frame that a file breaks off in, and shows what came before as if it were all.
  if (header.format === 'gif' && !(await isGifComplete(path))) throw corruptFile();
  return header;
}

function readDrawing(drawing: DrawingHeader): ImageHeader {
  const pixels = { frames: 1, hasAlphaChannel: true, colourSpace: 'srgb', hasColourProfile: false };
  return { format: 'svg', ...drawing, ...pixels };
}

/** True for an SVG: it is drawn at the size that is wanted. */
export function isDrawing(header: ImageHeader): header is ImageHeader & DrawingHeader {
  return header.density !== undefined;
}

/** libvips takes a moving PNG for a still: whoever reads its frames has to take it apart. */
export function isMovingPng({ format, frames }: Pick<ImageHeader, 'format' | 'frames'>): boolean {
  return format === 'png' && frames > 1;
}

async function readMetadata(path: string): Promise<Metadata> {
  try {
    // No limit on pixels here: only the header is read, and the refusal is to name the size.
    return await restrictedSharp(path, { failOn: 'error', limitInputPixels: false }).metadata();
  } catch (error) {
    throw decodingFailure(error);
  }
}

async function readHeader(path: string): Promise<ImageHeader> {
  const metadata = await readMetadata(path);
  const format = formatOf(metadata);
  const frames = await countFrames(path, format, metadata);
  // Frames cannot be turned; a picture that moves is shown as it is stored.
  const { width, height } = frames > 1 ? metadata : metadata.autoOrient;
  return {
    format,
    width,
    height,
    frames,
    hasAlphaChannel: metadata.hasAlpha,
    colourSpace: metadata.space,
    hasColourProfile: metadata.hasProfile,
  };
}

async function countFrames(path: string, format: ImageFormat, { pages = 1 }: Metadata): Promise<number> {
  if (format === 'png') return Math.max(1, (await readAnimationControl(path))?.frames ?? 1);
  return format === 'gif' || format === 'webp' ? pages : 1;
}

function formatOf({ format, compression }: Metadata): ImageFormat {
  if (format === 'jpeg' || format === 'png' || format === 'webp' || format === 'gif') return format;
  if (format === 'heif' && compression === 'av1') return 'avif';
  throw unsupportedFile();
}

function findExcess(
  { format, width, height, frames }: ImageHeader,
  limits: ImageLimits,
): ImageFailure | null {
  const pixels = width * height;
  const allowed = mostPixels({ format, frames }, limits);
  if (pixels > allowed)
    return tooLarge(`${width} x ${height} pixels (${millions(pixels)})`, millions(allowed));
  if (frames > limits.maxFrames) return tooLarge(`${frames} frames`, `${limits.maxFrames} frames`);
  if (frames > 1 && frames * pixels > limits.maxAnimationPixels) {
    const found = `${frames} frames of ${width} x ${height} pixels (${millions(frames * pixels)} in all)`;
    return tooLarge(found, millions(limits.maxAnimationPixels));
  }
  return null;
}

function mostPixels(header: Pick<ImageHeader, 'format' | 'frames'>, limits: ImageLimits): number {
  if (header.format === 'avif') return limits.maxAvifPixels;
  return isMovingPng(header) ? limits.maxMovingPngPixels : limits.maxPixels;
}

function millions(pixels: number): string {
  return `${(pixels / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} megapixels`;
}
