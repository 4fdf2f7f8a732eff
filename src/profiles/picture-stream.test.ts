import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Refusal, RequestError, RequestErrorCode } from '../platform/errors';
import { pictureStream } from './picture-stream';

const JPEG_START = Buffer.from('ffd8ffe000104a46', 'hex');
const jpegOf = (bytes: number) => Buffer.concat([JPEG_START, randomBytes(bytes - JPEG_START.length)]);

function inChunks(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

async function* failingAfter(chunks: Buffer[], error: Error): AsyncGenerator<Buffer> {
  yield* chunks;
  throw await Promise.resolve(error);
}

test.each([
  [20, 8],
  [1, 5_000],
  [4_100, 4_100],
  [65_536, 200_000],
])('a picture in chunks of %i bytes passes as it is, all %i bytes of it', async (size, byteSize) => {
  const bytes = jpegOf(byteSize);
  expect(await buffer(await pictureStream(Readable.from(inChunks(bytes, size))))).toEqual(bytes);
});

test('an empty file passes, for intake to say what is wrong with it', async () => {
  expect(await buffer(await pictureStream(Readable.from([])))).toEqual(Buffer.alloc(0));
});

test.each([
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')],
  ['a document', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')],
  ['a film', Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex')],
  ['noise', Buffer.alloc(100, 7)],
])('%s is refused, and the rest of it is read and forgotten', async (_, head) => {
  const source = Readable.from([head, Buffer.alloc(50_000, 32), Buffer.alloc(50_000, 32)], {
    autoDestroy: false,
  });
  const drained = new Promise((resolve) => source.once('end', resolve));
  const refusal: unknown = await pictureStream(source).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect((refusal as Refusal).faults.map(({ code }) => code)).toEqual(['UNSUPPORTED_MEDIA_TYPE']);
  await drained;
});

test.each([
  ['within its first bytes', 100],
  ['after them', 100_000],
])('a source that fails %s fails what reads it, and does not look like a whole file', async (_, byteSize) => {
  const gone = new RequestError(RequestErrorCode.BAD_USER_INPUT, 'The upload ended too early.');
  const source = Readable.from(failingAfter(inChunks(jpegOf(byteSize), 1_000), gone));
  await expect(pictureStream(source).then(buffer)).rejects.toBe(gone);
});
