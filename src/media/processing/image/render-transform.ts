import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coveringSize, outputSize } from '../../transforms/output-size';
import { type Transform } from '../../transforms/transform';
import { CENTRE, type FocalPoint, focalWindow } from './crop-window';
import { decodeImage } from './decode-image';
import { encodeMoving } from './encode-moving';
import { encoded, type EncodedFormat } from './encode-variant';
import { type ImageLimits } from './image-limits';
import { fitInside, type Size } from './image-size';
import { type ImageHeader, inspectImage } from './inspect-image';
import { fromRaw, type RawImage, resized } from './raw-image';
import { SALIENCY_SIDE, salientPoint } from './salient-point';

export interface TransformRequest {
  readonly path: string;
  /** An existing folder that the file is written to; what an error leaves in it is the caller's to remove. */
  readonly folder: string;
  readonly transform: Transform;
  readonly format: EncodedFormat;
  readonly limits: ImageLimits;
}

/** The one file that was made. */
export interface RenderedTransform extends Size {
  /** Absolute. */
  readonly path: string;
  readonly byteSize: number;
  /** Lowercase hex. */
  readonly sha256: string;
}

/** A picture becomes what is wanted by being shrunk as a whole, then cut. */
interface Sizes {
  readonly whole: Size;
  readonly output: Size;
}

/**
 * Makes one rendition of a picture, of exactly the size that `outputSize` says. What moves keeps moving in WebP; of
 * it the other formats have the first frame. It is decoded no larger than it has to be.
 *
 * @throws ImageFailure for a file that is to blame; other errors (no space, no such file) say nothing of the file
 */
export async function renderTransform(request: TransformRequest): Promise<RenderedTransform> {
  const { path, folder, transform, format, limits } = request;
  const header = await inspectImage(path, limits);
  const output = outputSize(transform, header);
  const sizes = { output, whole: transform.crop === 'contain' ? output : coveringSize(header, output) };
  const bytes = await (header.frames > 1 && format === 'webp'
    ? renderMoving(path, header, sizes, transform)
    : renderStill(path, header, sizes, transform, format));
  const target = join(folder, `transform.${format}`);
  await writeFile(target, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...output, path: target, byteSize: bytes.length, sha256 };
}

async function renderStill(
  path: string,
  header: ImageHeader,
  sizes: Sizes,
  transform: Transform,
  format: EncodedFormat,
): Promise<Buffer> {
  const { whole } = sizes;
  const looked = fitInside(header, SALIENCY_SIDE);
  const isTooSmallToLookAt = transform.crop === 'smart' && whole.width < looked.width;
  const image = await decodeImage(path, header, isTooSmallToLookAt ? looked : whole);
  const window = focalWindow(
    whole,
    sizes.output,
    await middleOf(() => Promise.resolve(image), sizes, transform),
  );
  const shrunk = await resized(image, whole);
  return encoded(fromRaw(shrunk).extract(window), format, transform.quality).toBuffer();
}

async function renderMoving(
  path: string,
  header: ImageHeader,
  sizes: Sizes,
  transform: Transform,
): Promise<Buffer> {
  const { whole, output } = sizes;
  const firstFrame = () => decodeImage(path, header, fitInside(header, SALIENCY_SIDE));
  const window = focalWindow(whole, output, await middleOf(firstFrame, sizes, transform));
  return encodeMoving(path, header, whole, window, transform.quality);
}

/** Around what the picture is cut; `look` gives the picture where that has to be found in it. */
async function middleOf(
  look: () => Promise<RawImage>,
  { whole, output }: Sizes,
  { crop, focalPoint = CENTRE }: Transform,
): Promise<FocalPoint> {
  return crop === 'smart' ? salientPoint(await look(), whole, output) : focalPoint;
}
