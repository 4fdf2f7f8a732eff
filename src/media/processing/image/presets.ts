/**
 * The version of the way variants are made. Variants are kept under it, so anything that changes their bytes on
 * purpose raises it.
 */
export const IMAGE_RECIPE = 1;

export type ImagePresetName = 'large' | 'medium' | 'small';

export interface ImagePreset {
  readonly name: ImagePresetName;
  /** `inside`: the whole picture within the square; `square`: a square cut out around the focal point. */
  readonly shape: 'inside' | 'square';
  /** The square's side in pixels. Nothing is ever enlarged: what the source has not, the variant has not. */
  readonly side: number;
}

/** From the largest to the smallest, because each square is made from the one before. */
export const IMAGE_PRESETS: readonly ImagePreset[] = [
  { name: 'large', shape: 'inside', side: 1200 },
  { name: 'medium', shape: 'square', side: 300 },
  { name: 'small', shape: 'square', side: 150 },
];

/** The quality of JPEG and of lossy WebP, in their encoders' own scales. */
export const IMAGE_QUALITY = 85;

export type VariantFormat = 'webp' | 'jpeg' | 'png';

/** The extension of a variant's file name. */
export const VARIANT_EXTENSIONS: Readonly<Record<VariantFormat, string>> = {
  webp: 'webp',
  jpeg: 'jpg',
  png: 'png',
};
