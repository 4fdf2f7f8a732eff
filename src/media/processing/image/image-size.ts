import { IMAGE_PRESETS } from './presets';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of a picture shrunk to fit inside a square, its proportions kept: never enlarged, never below a pixel. */
export function fitInside(size: Size, side: number): Size {
  return scaled(size, side / Math.max(size.width, size.height));
}

/** The size of a picture shrunk until its short side is `side`, its proportions kept: never enlarged. */
export function coverSquare(size: Size, side: number): Size {
  return scaled(size, side / Math.min(size.width, size.height));
}

/**
 * The size of the one decode that all variants are made from: as small as it may be while it is no smaller than
 * the fitted presets, and its short side no smaller than the squares. For most pictures that is the largest
 * preset's size; a panorama's is larger, so that its squares are as sharp as any.
 */
export function intermediateSize(size: Size): Size {
  const scales = IMAGE_PRESETS.map(({ shape, side }) =>
    shape === 'inside' ? side / Math.max(size.width, size.height) : side / Math.min(size.width, size.height),
  );
  return scaled(size, Math.max(...scales));
}

function scaled({ width, height }: Size, scale: number): Size {
  const factor = Math.min(1, scale);
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}
