import { composedFrames } from './apng/compose-frames';
import { type Pixels } from './apng/rectangles';
import { readApng } from './apng/read-apng';
import { decodingFailure } from './decoding-failure';
import { type Size } from './image-size';
import { type ImageHeader } from './inspect-image';
import { openImage } from './open-image';
import { type RawImage, resized, toRaw } from './raw-image';

/** All frames of a moving picture, one below the other, as libvips lays them out. */
export interface FrameStrip {
  /** As high as all frames together. */
  readonly image: RawImage;
  readonly frameHeight: number;
  /** Milliseconds, one a frame. */
  readonly delays: readonly number[];
  /** 0: for ever. */
  readonly plays: number;
}

/**
 * Decodes the first frame of a moving PNG, to exactly `size`, in sRGB with alpha. That is not always the picture that
 * decoders show which do not know that PNGs can move.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function decodeFirstFrame(path: string, header: ImageHeader, size: Size): Promise<RawImage> {
  for await (const { canvas } of composedFrames(await readApng(path), decoder(header))) {
    return resized(asRaw(canvas), size);
  }
  throw new Error('A moving picture has a frame.');
}

/**
 * Decodes all frames of a moving PNG, which libvips takes for a still: each composed at its full size, and shrunk to
 * exactly `size` before the next is, so that what is held is the strip of shrunk ones and a few large ones.
 *
 * @throws ImageFailure for a file that is to blame
 */
export async function decodeAllFrames(path: string, header: ImageHeader, size: Size): Promise<FrameStrip> {
  const apng = await readApng(path);
  const { width, height } = size;
  const frameBytes = width * height * 4;
  const data = Buffer.alloc(frameBytes * apng.frames.length);
  const delays: number[] = [];
  for await (const { canvas, frame } of composedFrames(apng, decoder(header))) {
    const { data: shrunk } = await resized(asRaw(canvas), size);
    shrunk.copy(data, frameBytes * delays.length);
    delays.push(frame.delayMs);
  }
  const image: RawImage = { data, width, height: height * delays.length, channels: 4 };
  return { image, frameHeight: height, delays, plays: apng.plays };
}

/** Frames are PNGs of their own with the profile of the whole, so that they are read as any PNG is. */
function decoder(header: ImageHeader): (png: Buffer) => Promise<Buffer> {
  return async (png) => {
    try {
      return (await toRaw(openImage(png, header).ensureAlpha())).data;
    } catch (error) {
      throw decodingFailure(error);
    }
  };
}

function asRaw(canvas: Pixels): RawImage {
  return { ...canvas, channels: 4 };
}
