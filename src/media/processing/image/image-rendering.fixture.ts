import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ImageRenderer, type RenderOptions } from './image-renderer';
import { type ImageFacts } from './render-image-set';
import { type ImageVariant } from './write-variant';

export type Colour = readonly number[];

/** A set as tests look at it: variants by file name, e.g. `large.webp`. */
export interface Rendered {
  readonly facts: ImageFacts;
  readonly variants: ReadonlyMap<string, ImageVariant>;
}

/** A renderer with real children, and a folder for its files. */
export class Studio {
  readonly renderer = new ImageRenderer({ processes: 1 });
  #files = 0;

  private constructor(readonly folder: string) {}

  static async open(): Promise<Studio> {
    return new Studio(await mkdtemp(join(tmpdir(), 'image-rendering-')));
  }

  /** Renders a file of these bytes into a folder of its own. */
  async render(bytes: Buffer, options: RenderOptions = {}): Promise<Rendered> {
    const path = join(this.folder, `source-${(this.#files += 1)}`);
    await writeFile(path, bytes);
    const folder = await mkdtemp(join(this.folder, 'set-'));
    const { facts, variants } = await this.renderer.render(path, folder, options);
    return {
      facts,
      variants: new Map(variants.map((variant) => [variant.path.slice(folder.length + 1), variant])),
    };
  }

  async close(): Promise<void> {
    await this.renderer.close(0);
    await rm(this.folder, { recursive: true });
  }
}

export function variantOf({ variants }: Rendered, name: string): ImageVariant {
  const variant = variants.get(name);
  if (!variant) throw new Error(`There is no ${name}, only ${[...variants.keys()].join(', ')}.`);
  return variant;
}

export async function bytesOf(rendered: Rendered, name: string): Promise<Buffer> {
  return readFile(variantOf(rendered, name).path);
}

/** The channels of the pixel at a place that is given in parts of the width and height. */
export async function pixelAt(image: Buffer, x: number, y: number): Promise<Colour> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  const column = Math.min(info.width - 1, Math.floor(x * info.width));
  const row = Math.min(info.height - 1, Math.floor(y * info.height));
  const at = (row * info.width + column) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

/** The greatest difference in any channel, in steps of 256. */
export function distance(one: Colour, other: Colour): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))));
}

/** RGB pixels, each as `colourAt` says. */
export function paint(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): sharp.Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    data.set(colourAt(at % width, Math.floor(at / width)), at * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}
