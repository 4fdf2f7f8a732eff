import { type Sharp, type SharpOptions } from 'sharp';
import { type ImageHeader } from './inspect-image';
import { restrictedSharp } from './restricted-sharp';

/** A pipeline from a file, or from the bytes of one, upright and in sRGB; of a moving picture from its first frame. */
export function openImage(file: string | Buffer, header: ImageHeader): Sharp {
  const pipeline = restrictedSharp(file, decodeOptions(header)).toColourspace('srgb');
  // sharp turns profiled pictures of 16 bits into Display P3, and then takes them for sRGB; a profile on the way
  // out makes it convert. Without a profile of their own they are sRGB from the start, and must not be converted.
  if (header.colourSpace === 'rgb16' && header.hasColourProfile) {
    pipeline.withIccProfile('srgb', { attach: false });
  }
  return pipeline;
}

/** How files are opened: the limits were held against the header, which is what sharp would go by as well. */
export function decodeOptions(header: ImageHeader): SharpOptions {
  return { failOn: 'error', limitInputPixels: false, autoOrient: header.frames === 1 };
}
