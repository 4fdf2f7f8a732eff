import { type FocalPoint, focalWindow } from './crop-window';
import { encodeMoving } from './encode-moving';
import { coverSquare, fitInside } from './image-size';
import { type ImageHeader } from './inspect-image';
import { IMAGE_PRESETS, IMAGE_QUALITY } from './presets';
import { type EncodedVariant } from './write-variant';

/**
 * Makes every preset of a moving picture as animated WebP, with the frames, delays and loop count of the source.
 * Each is decoded anew: the frames of all sizes at once would not fit into memory, and beside the encoding the
 * decoding weighs little.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function* renderAnimation(
  path: string,
  header: ImageHeader,
  focalPoint: FocalPoint,
): AsyncGenerator<EncodedVariant> {
  for (const { name, shape, side } of IMAGE_PRESETS) {
    const whole = shape === 'inside' ? fitInside(header, side) : coverSquare(header, side);
    const square = Math.min(whole.width, whole.height);
    const part = shape === 'inside' ? whole : { width: square, height: square };
    const window = focalWindow(whole, part, focalPoint);
    const bytes = await encodeMoving(path, header, whole, window, IMAGE_QUALITY);
    yield { preset: name, format: 'webp', width: part.width, height: part.height, bytes };
  }
}
