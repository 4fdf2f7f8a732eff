import { pngChunks } from '../../src/media/processing/image/apng/png-chunks';

/**
 * Names of all the parts that a picture file is made of, one of each, and `rest` for bytes behind its end: whatever
 * somebody could write into it besides a picture has a name there. Throws where the file is none of its kind.
 */
export function partsOf(bytes: Buffer): string[] {
  return [...new Set(namesOf(bytes))].sort();
}

function namesOf(bytes: Buffer): Iterable<string> {
  if (bytes.readUInt16BE(0) === 0xffd8) return jpegMarkers(bytes);
  if (bytes.toString('latin1', 1, 4) === 'PNG') return pngNames(bytes);
  if (bytes.toString('latin1', 8, 12) === 'WEBP') return webpNames(bytes);
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return boxNames(bytes);
  throw new Error('It is no picture.');
}

/** "SOI", "E1" for APP1 and so on: ITU T.81, annex B. */
function* jpegMarkers(bytes: Buffer): Generator<string> {
  let at = 2;
  for (;;) {
    const marker = bytes.readUInt8(at + 1);
    if (bytes.readUInt8(at) !== 0xff) throw new Error(`No marker at ${at}.`);
    yield marker.toString(16).toUpperCase();
    if (marker === 0xd9) break;
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker === 0xda) at = endOfScan(bytes, at);
  }
  if (at + 2 < bytes.length) yield 'rest';
}

/** Within a scan 0xff stands before 0 or a restart marker only. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new Error('The scan does not end.');
}

function* pngNames(bytes: Buffer): Generator<string> {
  let length = 8;
  for (const chunk of pngChunks(bytes)) {
    if (!chunk) throw new Error('The file is broken.');
    length += 12 + chunk.data.length;
    yield chunk.type;
  }
  if (length < bytes.length) yield 'rest';
}

function* webpNames(bytes: Buffer): Generator<string> {
  const end = 8 + bytes.readUInt32LE(4);
  yield* riffNames(bytes.subarray(12, end));
  if (end < bytes.length) yield 'rest';
}

/** Chunks, and those within frames. */
function* riffNames(chunks: Buffer): Generator<string> {
  for (let at = 0; at < chunks.length;) {
    const name = chunks.toString('latin1', at, at + 4);
    const size = chunks.readUInt32LE(at + 4);
    yield name.trim();
    if (name === 'ANMF') yield* riffNames(chunks.subarray(at + 8 + 16, at + 8 + size));
    at += 8 + size + (size % 2);
  }
}

/** Boxes at the top, and the types of the items: ISO/IEC 14496-12, 4.2 and 8.11.6. */
function* boxNames(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    yield name;
    if (name === 'meta') yield* itemTypes(bytes.subarray(at + 12, at + bytes.readUInt32BE(at)));
  }
}

function* itemTypes(boxes: Buffer): Generator<string> {
  let at = boxes.indexOf('infe', 0, 'latin1');
  for (; at >= 0; at = boxes.indexOf('infe', at + 4, 'latin1')) {
    yield boxes.toString('latin1', at + 12, at + 16);
  }
}
