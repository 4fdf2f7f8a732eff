import { type Sharp } from 'sharp';
import { restrictedSharp } from './restricted-sharp';
import { type Size } from './image-size';
import { type SquareWindow } from './crop-window';

/** Decoded pixels: sRGB, 8 bits a channel, row by row, RGB or RGBA with alpha not multiplied in. */
export interface RawImage extends Size {
  readonly data: Buffer;
  readonly channels: 3 | 4;
}

/** A pipeline that starts from decoded pixels. */
export function fromRaw({ data, width, height, channels }: RawImage): Sharp {
  return restrictedSharp(data, { raw: { width, height, channels } });
}

/** Ends a pipeline in pixels. Whatever the source was, they are three channels, or four with alpha. */
export async function toRaw(pipeline: Sharp): Promise<RawImage> {
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) throw new Error(`Pixels of ${info.channels} channels.`);
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Exactly the size that is given; the proportions are the caller's to keep. */
export async function resized(image: RawImage, { width, height }: Size): Promise<RawImage> {
  if (image.width === width && image.height === height) return image;
  return toRaw(toShrink(image).resize(width, height, { fit: 'fill' }));
}

/** The part inside of the window, shrunk to a square of `side` pixels where it is larger. */
export async function cutSquare(image: RawImage, window: SquareWindow, side: number): Promise<RawImage> {
  const { left, top, side: length } = window;
  const cut = toShrink(image).extract({ left, top, width: length, height: length });
  return toRaw(side < length ? cut.resize(side, side, { fit: 'fill' }) : cut);
}

/**
 * With alpha, shrinking multiplies it in and out again, and in 8 bits each time darkens what is faint: soft shadows
 * lose up to 12 steps of 255. In 16 bits they lose one.
 */
function toShrink(image: RawImage): Sharp {
  return image.channels === 4 ? fromRaw(image).pipelineColourspace('rgb16') : fromRaw(image);
}

/** True where some pixel lets the ground show through. */
export function isTranslucent({ data, channels }: RawImage): boolean {
  if (channels === 3) return false;
  for (let alpha = 3; alpha < data.length; alpha += 4) {
    if (data[alpha] !== 255) return true;
  }
  return false;
}
