import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Size } from './image-size';
import { type ImagePresetName, VARIANT_EXTENSIONS, type VariantFormat } from './presets';

/** One file that was made from a picture. */
export interface ImageVariant extends Size {
  readonly preset: ImagePresetName;
  readonly format: VariantFormat;
  readonly byteSize: number;
  /** Lowercase hex. */
  readonly sha256: string;
  /** Absolute. */
  readonly path: string;
}

export interface EncodedVariant extends Size {
  readonly preset: ImagePresetName;
  readonly format: VariantFormat;
  readonly bytes: Buffer;
}

/** Writes a variant's bytes to `{preset}.{extension}` in the folder, over what may lie there from a try before. */
export async function writeVariant(folder: string, variant: EncodedVariant): Promise<ImageVariant> {
  const { preset, format, width, height, bytes } = variant;
  const path = join(folder, `${preset}.${VARIANT_EXTENSIONS[format]}`);
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { preset, format, width, height, byteSize: bytes.length, sha256, path };
}
