import { type FocalPoint } from './crop-window';
import { fitInside, type Size } from './image-size';
import { fromRaw, type RawImage, resized } from './raw-image';

/** The side that a picture is looked at in: libvips looks at 32 pixels, so more would find the same. */
export const SALIENCY_SIDE = 512;

/**
 * Where a picture is most salient (libvips' attention: edges, skin tones, saturated colours), as far as it matters to
 * a window of these proportions, which `picture` holds. The same for all sizes of the picture.
 */
export async function salientPoint(image: RawImage, picture: Size, window: Size): Promise<FocalPoint> {
  const small = await resized(image, fitInside(image, SALIENCY_SIDE));
  const width = part(small.width, window.width / picture.width);
  const height = part(small.height, window.height / picture.height);
  // What is told is the middle of what drew the attention, in pixels of what was looked at.
  const { info } = await fromRaw(small)
    .resize(width, height, { fit: 'cover', position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { attentionX, attentionY } = info;
  return {
    x: attentionX === undefined ? 0.5 : attentionX / small.width,
    y: attentionY === undefined ? 0.5 : attentionY / small.height,
  };
}

function part(length: number, fraction: number): number {
  return Math.max(1, Math.round(length * fraction));
}
