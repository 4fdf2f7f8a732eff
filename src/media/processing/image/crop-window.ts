import { type Size } from './image-size';

/** A point of the upright picture, from 0 (left, top) to 1 (right, bottom). */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

export const CENTRE: FocalPoint = { x: 0.5, y: 0.5 };

export interface SquareWindow {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** A part of a picture, in whole pixels. */
export interface CropWindow extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * The largest square inside a picture whose middle is as near to the focal point as the edges allow, in whole
 * pixels. A focal point outside of the picture counts as the nearest point of its edge.
 */
export function focalSquare(size: Size, focalPoint: FocalPoint): SquareWindow {
  const side = Math.min(size.width, size.height);
  const { left, top } = focalWindow(size, { width: side, height: side }, focalPoint);
  return { left, top, side };
}

/** The window of a size that fits into the picture whose middle is as near to the focal point as the edges allow. */
export function focalWindow(picture: Size, { width, height }: Size, focalPoint: FocalPoint): CropWindow {
  return {
    left: offset(picture.width, width, focalPoint.x),
    top: offset(picture.height, height, focalPoint.y),
    width,
    height,
  };
}

function offset(length: number, part: number, focus: number): number {
  const wanted = Math.round(focus * length - part / 2);
  return Math.min(Math.max(wanted, 0), length - part);
}
