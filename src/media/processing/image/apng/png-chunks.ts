import { crc32 } from 'node:zlib';

/** 0x89 "PNG" CR LF 0x1a LF. */
export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Length and type before a chunk's data, and its check sum behind it. */
export const CHUNK_HEADER_BYTES = 8;
export const CHUNK_CRC_BYTES = 4;

export interface PngChunk {
  /** Four letters, e.g. IDAT. */
  readonly type: string;
  /** A view into the file. */
  readonly data: Buffer;
}

/**
 * The chunks of a PNG file, up to the one that ends it: length, type, data and a check sum of the last two (PNG,
 * section 5.3). Null stands at the end for a file that breaks off, or whose check sums are wrong.
 */
export function* pngChunks(bytes: Buffer): Generator<PngChunk | null> {
  let at = PNG_SIGNATURE.length;
  while (at + CHUNK_HEADER_BYTES + CHUNK_CRC_BYTES <= bytes.length) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + bytes.readUInt32BE(at);
    if (end + CHUNK_CRC_BYTES > bytes.length) break;
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) break;
    const type = bytes.toString('latin1', at + 4, start);
    yield { type, data: bytes.subarray(start, end) };
    if (type === 'IEND') return;
    at = end + CHUNK_CRC_BYTES;
  }
  yield null;
}

/** One chunk as it stands in a file. */
export function pngChunk(type: string, ...data: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - type.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
