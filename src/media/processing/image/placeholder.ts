import { rgbaToThumbHash } from 'thumbhash';
import { dominantColour } from './dominant-colour';
import { fitInside } from './image-size';
import { fromRaw, type RawImage, resized, toRaw } from './raw-image';

/** The side that ThumbHash takes at most, in pixels. */
const MAX_SIDE = 100;

/** What is drawn while a picture loads. */
export interface Placeholder {
  /** The picture in some 25 bytes, in base64 (https://evanw.github.io/thumbhash/). */
  readonly thumbhash: string;
  /** `#rrggbb`. */
  readonly dominantColor: string;
}

/** Makes a picture's placeholder from at most 100 pixels a side. */
export async function makePlaceholder(image: RawImage): Promise<Placeholder> {
  const small = await resized(image, fitInside(image, MAX_SIDE));
  const { data, width, height } = await toRaw(fromRaw(small).ensureAlpha());
  return {
    thumbhash: Buffer.from(rgbaToThumbHash(width, height, data)).toString('base64'),
    dominantColor: dominantColour(data),
  };
}
