import { type ImageFacts } from '../content/content.entity';
import { outputSize } from '../transforms/output-size';
import { PRESET_TRANSFORMS } from '../transforms/preset-transforms';
import { type Transform } from '../transforms/transform';
import { fallbackFormat, type StoredFormat } from './image-formats';
import { CropMode, ImageFormat, type ImageRequest } from './image-transform';

/** What a request is answered with. */
export interface ChosenTransform {
  readonly transform: Transform;
  /** null: what the client accepts. */
  readonly format: StoredFormat | null;
  /** The true size in pixels of what is delivered. */
  readonly width: number;
  readonly height: number;
}

/**
 * Chooses what a request is answered with. Presets alone are stored, so it is the smallest preset of the same
 * crop that is at least as large as what was asked for, else the largest; a crop around what is salient is one
 * around the centre. Nothing asked for is the whole picture, as large as it is stored. A format that is not
 * stored is answered with the nearest that is: AVIF with WebP, JPEG and PNG with the one of them that fits.
 */
export function chooseTransform(facts: ImageFacts, request: ImageRequest): ChosenTransform {
  const crop = (request.crop ?? CropMode.CONTAIN) === CropMode.CONTAIN ? 'contain' : 'cover';
  const presets = PRESET_TRANSFORMS.filter((preset) => preset.crop === crop);
  const sides = [request.maxWidth, request.maxHeight].filter((side) => typeof side === 'number');
  const wanted = sides.length > 0 ? Math.max(...sides) : Infinity;
  // From the largest to the smallest.
  const transform = presets.findLast(({ width }) => width >= wanted) ?? presets[0];
  if (!transform) throw new Error(`No preset has the crop ${crop}.`);
  return { transform, format: chooseFormat(facts, request.format), ...outputSize(transform, facts) };
}

function chooseFormat(facts: ImageFacts, format: ImageRequest['format']): StoredFormat | null {
  switch (format) {
    case ImageFormat.AVIF:
    case ImageFormat.WEBP:
      return 'webp';
    case ImageFormat.JPEG:
    case ImageFormat.PNG:
      return fallbackFormat(facts);
    case null:
    case undefined:
      return null;
  }
}
