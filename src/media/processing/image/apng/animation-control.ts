import { type FileHandle, open } from 'node:fs/promises';
import { CHUNK_CRC_BYTES, CHUNK_HEADER_BYTES, PNG_SIGNATURE } from './png-chunks';

/** What an animated PNG says of itself before its first pixels. */
export interface AnimationControl {
  readonly frames: number;
  /** How often it is played; 0: for ever. */
  readonly plays: number;
}

/** Chunks before the pixels: there are some twenty kinds of them, and of most at most one. */
const MAX_CHUNKS_BEFORE_PIXELS = 1_000;
const CONTROL_BYTES = 8;

/**
 * The animation control of a PNG file (PNG third edition, section 11.3.3.1), which stands before its pixels; null
 * where it has none, and so stands still. Reads the headers of chunks alone.
 */
export async function readAnimationControl(path: string): Promise<AnimationControl | null> {
  const file = await open(path);
  try {
    let at = PNG_SIGNATURE.length;
    for (let count = 0; count < MAX_CHUNKS_BEFORE_PIXELS; count += 1) {
      const header = await readAt(file, at, CHUNK_HEADER_BYTES);
      const type = header?.toString('latin1', 4);
      if (!header || type === 'IDAT' || type === 'IEND') return null;
      if (type === 'acTL') {
        const control = await readAt(file, at + CHUNK_HEADER_BYTES, CONTROL_BYTES);
        return control && { frames: control.readUInt32BE(0), plays: control.readUInt32BE(4) };
      }
      at += CHUNK_HEADER_BYTES + header.readUInt32BE(0) + CHUNK_CRC_BYTES;
    }
    return null;
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : null;
}
