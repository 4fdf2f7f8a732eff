import { IMAGE_PRESETS, IMAGE_QUALITY, type ImagePreset } from '../processing/image/presets';
import { type Transform } from './transform';

/** The transforms that are made of every picture when it is processed, from the largest to the smallest. */
export const PRESET_TRANSFORMS: readonly Transform[] = IMAGE_PRESETS.map(presetTransform);

/** What a preset is called by everyone outside of the renderer. */
export function presetTransform({ shape, side }: ImagePreset): Transform {
  return {
    crop: shape === 'inside' ? 'contain' : 'cover',
    width: side,
    height: side,
    quality: IMAGE_QUALITY,
  };
}
