import { decodeFirstFrame } from './decode-apng';
import { decodingFailure } from './decoding-failure';
import { draw } from './drawing';
import { type Size } from './image-size';
import { type ImageHeader, isDrawing, isMovingPng } from './inspect-image';
import { openImage } from './open-image';
import { fromRaw, isTranslucent, type RawImage, toRaw } from './raw-image';

/**
 * Decodes a still picture, or the first frame of one that moves, to exactly `size`: upright, in sRGB, with an
 * alpha channel only where it says something. This is where a broken file shows: nothing half-decoded is let through.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function decodeImage(path: string, header: ImageHeader, size: Size): Promise<RawImage> {
  if (isMovingPng(header)) return withoutIdleAlpha(await decodeFirstFrame(path, header, size));
  if (isDrawing(header)) return withoutIdleAlpha(await draw(path, header, size));
  try {
    const pipeline = openImage(path, header);
    if (size.width !== header.width || size.height !== header.height) {
      pipeline.resize(size.width, size.height, { fit: 'fill' });
    }
    return await withoutIdleAlpha(await toRaw(pipeline));
  } catch (error) {
    throw decodingFailure(error);
  }
}

async function withoutIdleAlpha(image: RawImage): Promise<RawImage> {
  if (image.channels === 3 || isTranslucent(image)) return image;
  return toRaw(fromRaw(image).removeAlpha());
}
