import { type Sharp } from 'sharp';
import { avifQuality } from './avif-quality';
import { IMAGE_QUALITY, type VariantFormat } from './presets';

/** What a picture can be written as; AVIF takes ten times as long as the others, so it is made on demand alone. */
export type EncodedFormat = VariantFormat | 'avif';

// Of 0 to 9. At 1200 pixels the usual 4 takes 1.6 s of processor time, this a quarter of a second.
const AVIF_EFFORT = 2;

/**
 * Sets the encoder of a pipeline. sharp writes no metadata unless it is told to, so a variant carries no EXIF, XMP,
 * IPTC, thumbnail or profile; being sRGB it needs none. In JPEG, which has no alpha, the ground is white.
 */
export function encoded(pipeline: Sharp, format: EncodedFormat, quality = IMAGE_QUALITY): Sharp {
  switch (format) {
    case 'jpeg':
      return pipeline.flatten({ background: '#ffffff' }).jpeg({ quality });
    case 'webp':
      return pipeline.webp({ quality });
    case 'png':
      return pipeline.png();
    case 'avif':
      return pipeline.avif({ quality: avifQuality(quality), effort: AVIF_EFFORT });
  }
}
