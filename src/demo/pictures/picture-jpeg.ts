import sharp from 'sharp';
import { type PictureSpec } from './picture-spec';
import { renderPicture } from './render-picture';

/** Renders a picture and packs it as a JPEG of quality 90 with an sRGB profile. `size` as in renderPicture. */
export async function pictureJpeg(spec: PictureSpec, size?: number): Promise<Buffer> {
  const { width, height, data } = renderPicture(spec, size);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .withIccProfile('srgb')
    .jpeg({ quality: 90 })
    .toBuffer();
}
