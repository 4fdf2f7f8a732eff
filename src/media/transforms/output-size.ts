import { type Transform } from './transform';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of what a transform makes of a picture. contain: the picture shrunk to fit into the box. cover and smart:
 * the box, shrunk to fit into the picture where it is larger, as nothing is enlarged. Never below one pixel. A box of
 * the size that comes out gives that size again.
 */
export function outputSize(
  { crop, width, height }: Pick<Transform, 'crop' | 'width' | 'height'>,
  picture: Size,
): Size {
  const box = { width, height };
  return crop === 'contain'
    ? fitted(picture, box)
    : scaled(box, picture.width / width, picture.height / height);
}

/**
 * The size of a picture shrunk until a box that lies inside of it is just covered: one side is the box's, the other
 * is that or longer.
 */
export function coveringSize(picture: Size, box: Size): Size {
  const scale = Math.max(box.width / picture.width, box.height / picture.height);
  const size = scaled(picture, scale);
  return { width: Math.max(box.width, size.width), height: Math.max(box.height, size.height) };
}

/**
 * The long side says how much is shrunk, unless the short one would not fit: from a short side that was rounded the
 * long one could not be found again.
 */
function fitted(picture: Size, box: Size): Size {
  const [toWidth, toHeight] = [box.width / picture.width, box.height / picture.height];
  const isWide = picture.width >= picture.height;
  const byLongSide = scaled(picture, isWide ? toWidth : toHeight);
  const fits = byLongSide.width <= box.width && byLongSide.height <= box.height;
  return fits ? byLongSide : scaled(picture, isWide ? toHeight : toWidth);
}

function scaled({ width, height }: Size, ...scales: number[]): Size {
  const scale = Math.min(1, ...scales);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
