import { type Transform } from './transform';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of what a transform makes of a picture. contain: the picture shrunk to fit into the box. cover: the
 * box, shrunk to fit into the picture where it is larger, as nothing is enlarged. Never below one pixel.
 */
export function outputSize(
  { crop, width, height }: Pick<Transform, 'crop' | 'width' | 'height'>,
  picture: Size,
): Size {
  const box = { width, height };
  return crop === 'contain' ? shrunkInto(picture, box) : shrunkInto(box, picture);
}

function shrunkInto(size: Size, limit: Size): Size {
  const scale = Math.min(1, limit.width / size.width, limit.height / size.height);
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
