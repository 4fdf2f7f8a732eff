import { type Size } from '../image-size';

/** RGBA, row by row, alpha not multiplied in. */
export interface Pixels extends Size {
  readonly data: Buffer;
}

interface Place {
  readonly left: number;
  readonly top: number;
}

const CHANNELS = 4;
const OPAQUE = 255;

/** Copies a rectangle of that size from a place of one picture to a place of another. */
export function copyRectangle(from: Pixels, fromPlace: Place, to: Pixels, toPlace: Place, size: Size): void {
  for (let row = 0; row < size.height; row += 1) {
    const source = offset(from, fromPlace, row);
    from.data.copy(to.data, offset(to, toPlace, row), source, source + size.width * CHANNELS);
  }
}

/** Makes a rectangle transparent black. */
export function clearRectangle(picture: Pixels, rectangle: Place & Size): void {
  for (let row = 0; row < rectangle.height; row += 1) {
    const start = offset(picture, rectangle, row);
    picture.data.fill(0, start, start + rectangle.width * CHANNELS);
  }
}

/** Lays one picture over a place of another, by its alpha (PNG third edition, section 13.16). */
export function layOver(ground: Pixels, place: Place, { width, height, data }: Pixels): void {
  for (let row = 0; row < height; row += 1) {
    let at = offset(ground, place, row);
    for (let source = row * width * CHANNELS; source < (row + 1) * width * CHANNELS; source += CHANNELS) {
      layPixelOver(ground.data, at, data, source);
      at += CHANNELS;
    }
  }
}

function layPixelOver(ground: Buffer, at: number, data: Buffer, source: number): void {
  const alpha = data[source + 3] ?? 0;
  if (alpha === 0) return;
  const below = ground[at + 3] ?? 0;
  const ours = alpha * OPAQUE;
  const theirs = alpha === OPAQUE ? 0 : (OPAQUE - alpha) * below;
  const both = ours + theirs;
  for (let channel = 0; channel < 3; channel += 1) {
    const mixed = (data[source + channel] ?? 0) * ours + (ground[at + channel] ?? 0) * theirs;
    ground[at + channel] = Math.round(mixed / both);
  }
  ground[at + 3] = Math.round(both / OPAQUE);
}

function offset({ width }: Size, { left, top }: Place, row: number): number {
  return ((top + row) * width + left) * CHANNELS;
}
