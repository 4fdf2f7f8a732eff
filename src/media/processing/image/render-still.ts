import { type FocalPoint, focalSquare } from './crop-window';
import { encoded } from './encode-variant';
import { fitInside, type Size } from './image-size';
import { IMAGE_PRESETS, type VariantFormat } from './presets';
import { cutSquare, fromRaw, type RawImage, resized } from './raw-image';
import { type EncodedVariant } from './write-variant';

/**
 * Makes every preset of a decoded picture in each of the formats, one after the other.
 *
 * @param image the decode, of the size that `intermediateSize` gives
 * @param source the size of the picture itself, upright
 */
export async function* renderStill(
  image: RawImage,
  source: Size,
  focalPoint: FocalPoint,
  formats: readonly VariantFormat[],
): AsyncGenerator<EncodedVariant> {
  const shortSide = Math.min(source.width, source.height);
  // Each square is cut from the one before it, which holds the same part of the picture in fewer pixels.
  let squareSource = image;
  for (const { name, shape, side } of IMAGE_PRESETS) {
    let pixels: RawImage;
    if (shape === 'inside') {
      pixels = await resized(image, fitInside(source, side));
    } else {
      pixels = await cutSquare(
        squareSource,
        focalSquare(squareSource, focalPoint),
        Math.min(side, shortSide),
      );
      squareSource = pixels;
    }
    for (const format of formats) {
      const bytes = await encoded(fromRaw(pixels), format).toBuffer();
      yield { preset: name, format, width: pixels.width, height: pixels.height, bytes };
    }
  }
}
