/** A point of the picture: x from 0 (left) to 1 (right), y from 0 (top) to 1 (bottom). */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

/** What is made of a picture, all but the file format. Sizes in pixels; nothing is ever enlarged. */
export interface Transform {
  /** contain: fit inside the box; cover: fill the box around the focal point. */
  readonly crop: 'contain' | 'cover';
  readonly width: number;
  readonly height: number;
  /** 1 to 100 */
  readonly quality: number;
  /** Around which point a crop is taken; left out: the centre. */
  readonly focalPoint?: FocalPoint;
}

const CENTRE: FocalPoint = { x: 0.5, y: 0.5 };

/**
 * The one name of a transform, e.g. `contain-1200x1200-q85` or `cover-300x300-q85-f250x500`: equal names mean
 * equal bytes, so it is part of storage keys, rows and URLs. The focal point is counted in thousandths, and
 * left out where it is the centre or where nothing is cropped.
 */
export function transformName({ crop, width, height, quality, focalPoint = CENTRE }: Transform): string {
  const name = `${crop}-${width}x${height}-q${quality}`;
  const x = Math.round(focalPoint.x * 1000);
  const y = Math.round(focalPoint.y * 1000);
  return crop === 'contain' || (x === 500 && y === 500) ? name : `${name}-f${x}x${y}`;
}
