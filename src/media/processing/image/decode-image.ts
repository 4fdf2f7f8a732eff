import { type SharpOptions } from 'sharp';
import { decodingFailure } from './decoding-failure';
import { type Size } from './image-size';
import { type ImageHeader } from './inspect-image';
import { fromRaw, isTranslucent, type RawImage, toRaw } from './raw-image';
import { restrictedSharp } from './restricted-sharp';

/**
 * Decodes a still picture, or the first frame of one that moves, to exactly `size`: upright, in sRGB, with an
 * alpha channel only where it says something. This is where a broken file shows: nothing half-decoded is let through.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function decodeImage(path: string, header: ImageHeader, size: Size): Promise<RawImage> {
  try {
    const pipeline = restrictedSharp(path, decodeOptions(header)).toColourspace('srgb');
    if (size.width !== header.width || size.height !== header.height) {
      pipeline.resize(size.width, size.height, { fit: 'fill' });
    }
    // sharp turns profiled pictures of 16 bits into Display P3, and then takes them for sRGB; a profile on the way
    // out makes it convert. Without a profile of their own they are sRGB from the start, and must not be converted.
    if (header.colourSpace === 'rgb16' && header.hasColourProfile) {
      pipeline.withIccProfile('srgb', { attach: false });
    }
    return await withoutIdleAlpha(await toRaw(pipeline));
  } catch (error) {
    throw decodingFailure(error);
  }
}

/** How files are opened: the limits were held against the header, which is what sharp would go by as well. */
export function decodeOptions(header: ImageHeader): SharpOptions {
  return { failOn: 'error', limitInputPixels: false, autoOrient: header.frames === 1 };
}

async function withoutIdleAlpha(image: RawImage): Promise<RawImage> {
  if (image.channels === 3 || isTranslucent(image)) return image;
  return toRaw(fromRaw(image).removeAlpha());
}
