import { IMAGE_PRESETS, IMAGE_QUALITY } from '../processing/image/presets';
import { type Transform } from './transform';

/** The transforms that are made of every picture when it is processed, from the largest to the smallest. */
export const PRESET_TRANSFORMS: readonly Transform[] = IMAGE_PRESETS.map(({ shape, side }) => ({
  crop: shape === 'inside' ? 'contain' : 'cover',
  width: side,
  height: side,
  quality: IMAGE_QUALITY,
}));
