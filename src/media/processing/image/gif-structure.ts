import { readFile } from 'node:fs/promises';

const SIGNATURE_AND_SCREEN = 13;
const FLAGS_OFFSET = 10;
const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const IMAGE_DESCRIPTOR = 9;

/**
 * True when the file's blocks follow one another to the trailer, or to an end that lies between two blocks, as
 * some encoders leave it (GIF89a, sections 17 to 27). What the blocks hold is not looked at.
 */
export async function isGifComplete(path: string): Promise<boolean> {
  const bytes = await readFile(path);
  let at = SIGNATURE_AND_SCREEN + colourTableSize(bytes[FLAGS_OFFSET]);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === TRAILER) return true;
    if (kind === EXTENSION) {
      at = endOfSubBlocks(bytes, at + 2);
    } else if (kind === IMAGE) {
      const flags = bytes[at + IMAGE_DESCRIPTOR];
      at = endOfSubBlocks(bytes, at + 1 + IMAGE_DESCRIPTOR + colourTableSize(flags) + 1);
    } else {
      // Decoders stop at what is no block; whether enough came before is theirs to say.
      return true;
    }
  }
  return at === bytes.length;
}

function colourTableSize(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0;
}

/** The place behind a chain of sub-blocks; beyond the end of the file where the chain is not finished. */
function endOfSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return Number.POSITIVE_INFINITY;
    at += 1 + length;
    if (length === 0) return at;
  }
}
