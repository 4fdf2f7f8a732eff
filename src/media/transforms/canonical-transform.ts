import { IMAGE_QUALITY } from '../processing/image/presets';
import { coveringSize, outputSize, type Size } from './output-size';
import { PRESET_TRANSFORMS } from './preset-transforms';
import { FOCAL_STEPS, type FocalPoint, MAX_SIDE, type Transform } from './transform';

/** What is wanted of a picture; what is left out is ours to choose. */
export interface WantedTransform {
  readonly crop: Transform['crop'];
  readonly maxWidth?: number | null | undefined;
  readonly maxHeight?: number | null | undefined;
  readonly quality?: number | null | undefined;
  readonly focalPoint?: FocalPoint | null | undefined;
}

/**
 * The one transform of a picture that gives what is wanted: whatever comes to the same pixels is the same transform,
 * so that it is made once and has one URL. Sides are 1 to 4096 and none is beyond the picture's; of a crop that has
 * one side the other is as long. Without sides it is the largest preset. What comes to the pixels of a preset is that
 * preset, which is stored. A focal point counts in the direction in which something is cut off, a salient part where
 * anything is.
 */
export function canonicalTransform(picture: Size, wanted: WantedTransform): Transform {
  const quality = clamped(wanted.quality ?? IMAGE_QUALITY, 100);
  const size = outputSize({ crop: wanted.crop, ...boxOf(wanted) }, picture);
  const covering = wanted.crop === 'contain' ? size : coveringSize(picture, size);
  const cutsWidth = covering.width > size.width;
  const cutsHeight = covering.height > size.height;
  const crop = wanted.crop === 'smart' && !cutsWidth && !cutsHeight ? 'cover' : wanted.crop;
  const preset = PRESET_TRANSFORMS.find(
    (stored) =>
      stored.crop === crop && stored.quality === quality && isSame(outputSize(stored, picture), size),
  );
  const { width, height } = preset ?? size;
  const x = cutsWidth ? stepped(wanted.focalPoint?.x) : 0.5;
  const y = cutsHeight ? stepped(wanted.focalPoint?.y) : 0.5;
  const isCentre = crop !== 'cover' || (x === 0.5 && y === 0.5);
  return { crop, width, height, quality, ...(!isCentre && { focalPoint: { x, y } }) };
}

function boxOf({ crop, maxWidth, maxHeight }: WantedTransform): Size {
  const width = typeof maxWidth === 'number' ? clamped(maxWidth, MAX_SIDE) : null;
  const height = typeof maxHeight === 'number' ? clamped(maxHeight, MAX_SIDE) : null;
  if (width === null && height === null) return largestPreset(crop);
  const other = crop === 'contain' ? MAX_SIDE : (width ?? height ?? MAX_SIDE);
  return { width: width ?? other, height: height ?? other };
}

/** A crop around what is salient is as large as the stored ones around the centre. */
function largestPreset(crop: Transform['crop']): Size {
  const stored = crop === 'smart' ? 'cover' : crop;
  const preset = PRESET_TRANSFORMS.find((each) => each.crop === stored);
  if (!preset) throw new Error(`No preset has the crop ${stored}.`);
  return preset;
}

function clamped(value: number, most: number): number {
  return Math.min(Math.max(Math.round(value), 1), most);
}

function stepped(place = 0.5): number {
  return Math.round(Math.min(Math.max(place, 0), 1) * FOCAL_STEPS) / FOCAL_STEPS;
}

function isSame(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}
