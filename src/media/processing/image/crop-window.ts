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

/**
 * The largest square inside a picture whose middle is as near to the focal point as the edges allow, in whole
 * pixels. A focal point outside of the picture counts as the nearest point of its edge.
 */
export function focalSquare({ width, height }: Size, focalPoint: FocalPoint): SquareWindow {
  const side = Math.min(width, height);
  return { left: offset(width, side, focalPoint.x), top: offset(height, side, focalPoint.y), side };
}

function offset(length: number, side: number, focus: number): number {
  const wanted = Math.round(focus * length - side / 2);
  return Math.min(Math.max(wanted, 0), length - side);
}
