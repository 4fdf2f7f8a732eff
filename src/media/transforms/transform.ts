/** A point of the picture: x from 0 (left) to 1 (right), y from 0 (top) to 1 (bottom). */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

/** What is made of a picture, all but the file format. Sizes in pixels; nothing is ever enlarged. */
export interface Transform {
  /** contain: fit inside the box; cover: fill the box around the focal point; smart: around what is most salient. */
  readonly crop: 'contain' | 'cover' | 'smart';
  readonly width: number;
  readonly height: number;
  /** 1 to 100 on JPEG's scale; other encoders are given what looks alike. */
  readonly quality: number;
  /** Around which point a cover is taken; left out: the centre. */
  readonly focalPoint?: FocalPoint;
}

/** The longest side that is made, in pixels. */
export const MAX_SIDE = 4096;

/** Focal points are told apart by this many steps a side. */
export const FOCAL_STEPS = 1000;
const CENTRE: FocalPoint = { x: 0.5, y: 0.5 };

const NAME = /^(contain|cover|smart)-(\d{1,4})x(\d{1,4})-q(\d{1,3})(?:-f(\d{1,4})x(\d{1,4}))?$/;

/**
 * The one name of a transform, e.g. `contain-1200x1200-q85` or `cover-300x300-q85-f250x500`: equal names mean
 * equal bytes, so it is part of storage keys, rows and URLs. The focal point is counted in thousandths, and
 * left out where it is the centre or where nothing is cut around it.
 */
export function transformName({ crop, width, height, quality, focalPoint = CENTRE }: Transform): string {
  const name = `${crop}-${width}x${height}-q${quality}`;
  const x = Math.round(focalPoint.x * FOCAL_STEPS);
  const y = Math.round(focalPoint.y * FOCAL_STEPS);
  const isCentre = x === FOCAL_STEPS / 2 && y === FOCAL_STEPS / 2;
  return crop !== 'cover' || isCentre ? name : `${name}-f${x}x${y}`;
}

/** The transform of a name; null for what `transformName` calls none. */
export function parseTransformName(name: string): Transform | null {
  const [, crop, width, height, quality, x, y] = NAME.exec(name) ?? [];
  if (crop !== 'contain' && crop !== 'cover' && crop !== 'smart') return null;
  const transform: Transform = {
    crop,
    width: Number(width),
    height: Number(height),
    quality: Number(quality),
    ...(x && y && { focalPoint: { x: Number(x) / FOCAL_STEPS, y: Number(y) / FOCAL_STEPS } }),
  };
  return isWithinBounds(transform) && transformName(transform) === name ? transform : null;
}

function isWithinBounds({ width, height, quality, focalPoint = CENTRE }: Transform): boolean {
  const isSide = (side: number) => side >= 1 && side <= MAX_SIDE;
  return (
    isSide(width) &&
    isSide(height) &&
    quality >= 1 &&
    quality <= 100 &&
    focalPoint.x <= 1 &&
    focalPoint.y <= 1
  );
}
