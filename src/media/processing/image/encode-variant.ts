import { type Sharp } from 'sharp';
import { IMAGE_QUALITY, type VariantFormat } from './presets';

/**
 * Sets the encoder of a pipeline. sharp writes no metadata unless it is told to, so a variant carries no EXIF, XMP,
 * IPTC, thumbnail or profile; being sRGB it needs none.
 */
export function encoded(pipeline: Sharp, format: VariantFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return pipeline.jpeg({ quality: IMAGE_QUALITY });
    case 'webp':
      return pipeline.webp({ quality: IMAGE_QUALITY });
    case 'png':
      return pipeline.png();
  }
}
