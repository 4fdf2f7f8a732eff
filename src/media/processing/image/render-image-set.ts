import { CENTRE, type FocalPoint } from './crop-window';
import { decodeImage } from './decode-image';
import { type ImageLimits } from './image-limits';
import { intermediateSize } from './image-size';
import { type ImageFormat, inspectImage } from './inspect-image';
import { makePlaceholder, type Placeholder } from './placeholder';
import { IMAGE_PRESETS, type VariantFormat } from './presets';
import { renderAnimation } from './render-animation';
import { renderStill } from './render-still';
import { type EncodedVariant, type ImageVariant, writeVariant } from './write-variant';

export interface RenderRequest {
  readonly path: string;
  /** An existing folder that the variants are written to; what an error leaves in it is the caller's to remove. */
  readonly folder: string;
  /** The middle of the picture by default. */
  readonly focalPoint?: FocalPoint | undefined;
  readonly limits: ImageLimits;
}

/** What is known of a picture once it has been decoded. */
export interface ImageFacts extends Placeholder {
  readonly format: ImageFormat;
  /** Size in pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  /** True where the ground shows through somewhere; of a moving picture, in its first frame. */
  readonly hasAlpha: boolean;
}

export interface ImageSet {
  readonly facts: ImageFacts;
  readonly variants: readonly ImageVariant[];
}

/** Inspecting, decoding and the placeholder, as shares of the work beside the variants. */
const STEPS_BEFORE_VARIANTS = 3;
const FORMATS_PER_PRESET = 2;

/**
 * Makes all variants of a picture: each preset in WebP, and in JPEG, or PNG where the picture is translucent. A
 * moving picture moves in WebP, and shows its first frame in the other. The file is decoded once for all sizes.
 *
 * @param report is told how much is done, from 0 to 1
 * @throws ImageFailure for a file that is to blame; other errors (no space, no such file) say nothing of the file
 */
export async function renderImageSet(
  { path, folder, focalPoint = CENTRE, limits }: RenderRequest,
  report: (fraction: number) => void,
): Promise<ImageSet> {
  const steps = STEPS_BEFORE_VARIANTS + IMAGE_PRESETS.length * FORMATS_PER_PRESET;
  let done = 0;
  const advance = (): void => report((done += 1) / steps);

  const header = await inspectImage(path, limits);
  advance();
  const image = await decodeImage(path, header, intermediateSize(header));
  advance();
  const placeholder = await makePlaceholder(image);
  advance();

  const variants: ImageVariant[] = [];
  const write = async (rendered: AsyncIterable<EncodedVariant>): Promise<void> => {
    for await (const variant of rendered) {
      variants.push(await writeVariant(folder, variant));
      advance();
    }
  };
  const hasAlpha = image.channels === 4;
  const animated = header.frames > 1;
  const fallback: VariantFormat = hasAlpha ? 'png' : 'jpeg';
  if (animated) await write(renderAnimation(path, header, focalPoint));
  await write(renderStill(image, header, focalPoint, animated ? [fallback] : ['webp', fallback]));

  const { format, width, height } = header;
  return { facts: { format, width, height, animated, hasAlpha, ...placeholder }, variants };
}
