import { Readable } from 'node:stream';
import { HEAD_BYTES, lookAtHead, MediaType, SVG } from '../media';
import { refuse, UserErrorCode } from '../platform/errors';

/**
 * The same bytes, once the first of them were found to be a picture of pixels. Throws a Refusal,
 * UNSUPPORTED_MEDIA_TYPE, where they are anything else, be it something that a library takes; the rest of the stream
 * is then read and forgotten. What fails the source fails the stream that is returned.
 */
export async function pictureStream(source: Readable): Promise<Readable> {
  // The iterator below sees every error; without a listener one that comes before or after it would end the process.
  source.on('error', () => undefined);
  const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  const { head, failure } = await takeHead(chunks);
  try {
    if (head.length > 0 && !failure) await requirePicture(head);
  } catch (error) {
    // While someone iterates, a stream does not flow.
    await chunks.return?.();
    source.resume();
    throw error;
  }
  return Readable.from(joined(head, failure, chunks), { objectMode: false });
}

async function requirePicture(head: Buffer): Promise<void> {
  const { mediaType, found } = await lookAtHead(head.subarray(0, HEAD_BYTES));
  if (mediaType === MediaType.IMAGE && found !== SVG) return;
  const message = 'A photograph or another picture of pixels is taken here, and this is none.';
  throw refuse(UserErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
}

interface Failure {
  readonly error: unknown;
}

/** At least HEAD_BYTES of a stream, or all that there are, and what it failed with where it did. */
async function takeHead(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; failure: Failure | null }> {
  const taken: Buffer[] = [];
  let byteSize = 0;
  let failure: Failure | null = null;
  try {
    while (byteSize < HEAD_BYTES) {
      const next = await chunks.next();
      if (next.done) break;
      taken.push(next.value);
      byteSize += next.value.length;
    }
  } catch (error) {
    failure = { error };
  }
  return { head: Buffer.concat(taken), failure };
}

async function* joined(
  head: Buffer,
  failure: Failure | null,
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  if (failure) throw failure.error;
  yield* rest;
}
