import { canonicalTransform } from '../transforms/canonical-transform';
import { outputSize } from '../transforms/output-size';
import { type Transform } from '../transforms/transform';
import { type DeliveredFormat } from '../transforms/delivered-format';
import { type ImageSource } from './image-source';
import { CropMode, ImageFormat, type ImageRequest } from './image-transform';

/** What a request is answered with. */
export interface ChosenTransform {
  readonly transform: Transform;
  /** null: what the client accepts. */
  readonly format: DeliveredFormat | null;
  /** The true size in pixels of what is delivered. */
  readonly width: number;
  readonly height: number;
}

const CROPS = { CONTAIN: 'contain', COVER: 'cover', SMART: 'smart' } as const;
const FORMATS = { AVIF: 'avif', WEBP: 'webp', JPEG: 'jpg', PNG: 'png' } as const;

/**
 * Chooses what a request is answered with: its canonical transform, and the format that it names. Nothing asked for is
 * the whole picture, as large as it is stored. PNG loses nothing, so it has one quality.
 */
export function chooseTransform(
  { facts, focalPoint }: Pick<ImageSource, 'facts' | 'focalPoint'>,
  { crop, format, quality, maxWidth, maxHeight }: ImageRequest,
): ChosenTransform {
  const transform = canonicalTransform(facts, {
    crop: CROPS[crop ?? CropMode.CONTAIN],
    ...{ maxWidth, maxHeight, focalPoint },
    quality: format === ImageFormat.PNG ? null : quality,
  });
  return { transform, format: format ? FORMATS[format] : null, ...outputSize(transform, facts) };
}
