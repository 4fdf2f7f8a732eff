import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** A picture that no other seed gives: of some kilobytes, and quickly made and rendered. */
export function picture(seed: string): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(seed).digest();
  return sharp({ create: { width: 640, height: 480, channels: 3, background: { r, g, b } } })
    .jpeg()
    .withExif({ IFD0: { ImageDescription: seed } })
    .toBuffer();
}

/** A picture of some 300 KB, for uploads that are cut in the middle. */
export function heavyPicture(seed: string): Promise<Buffer> {
  return sharp({
    create: {
      ...{ width: 900, height: 900, channels: 3, background: '#808080' },
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 90 })
    .withExif({ IFD0: { ImageDescription: seed } })
    .toBuffer();
}

const SIDE = 600;
const FRAMES = 24;

/** A moving picture of some kilobytes that takes half a second of processor time to render, or more. */
export function slowPicture(): Promise<Buffer> {
  const frameBytes = SIDE * SIDE * 3;
  const pixels = Buffer.alloc(FRAMES * frameBytes);
  for (let frame = 0; frame < FRAMES; frame += 1) {
    pixels.fill((frame * 37 + 11) % 256, frame * frameBytes, (frame + 1) * frameBytes);
  }
  return sharp(pixels, { raw: { width: SIDE, height: SIDE * FRAMES, channels: 3, pageHeight: SIDE } })
    .gif({ effort: 1, dither: 0, colours: 2 })
    .toBuffer();
}
