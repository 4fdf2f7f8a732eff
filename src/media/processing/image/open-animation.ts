import { type Sharp } from 'sharp';
import { decodeAllFrames } from './decode-apng';
import { type Size } from './image-size';
import { type ImageHeader, isMovingPng } from './inspect-image';
import { decodeOptions } from './open-image';
import { restrictedSharp } from './restricted-sharp';

/** The most that sharp writes; longer delays and more plays are cut to it. */
const MOST = 65_535;

/** A moving picture on its way: its frames, and how they follow one another where the pipeline does not know. */
export interface OpenAnimation {
  readonly pipeline: Sharp;
  /** For the encoder. */
  readonly timing: { readonly delay?: number[]; readonly loop?: number };
}

/**
 * A pipeline from all frames of a moving picture, each shrunk to exactly `size`. They are decoded when the pipeline
 * is run, those of a PNG at once; what is read is as trustworthy as the file.
 *
 * @throws ImageFailure for a file that is to blame, as far as it is read
 */
export async function openAnimation(path: string, header: ImageHeader, size: Size): Promise<OpenAnimation> {
  if (!isMovingPng(header)) {
    const pipeline = restrictedSharp(path, { ...decodeOptions(header), animated: true });
    return { pipeline: pipeline.resize(size.width, size.height, { fit: 'fill' }), timing: {} };
  }
  const { image, frameHeight, delays, plays } = await decodeAllFrames(path, header, size);
  const { data, width, height, channels } = image;
  const raw = { width, height, channels, pageHeight: frameHeight };
  const pipeline = restrictedSharp(data, { raw, animated: true });
  const timing = { delay: delays.map((delay) => Math.min(delay, MOST)), loop: Math.min(plays, MOST) };
  return { pipeline, timing };
}
