import { createHash, type Hash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal, refuse, RequestError, UserErrorCode } from '../../platform/errors';
import { OutboundError } from '../../platform/outbound/outbound-error';
import { type Storage } from '../../platform/storage/storage';
import { type IntakeLimits, maxBytesOf, tooLarge } from './intake-limits';
import { type FileKind } from './kinds';
import { refuseUnknown } from './refuse-type';
import { settleKind } from './settle-kind';
import { type FirstLook, HEAD_BYTES, lookAtHead } from './sniff-kind';
import { TextCheck } from './text-encoding';

/** A file that arrived whole, at a temporary path; whoever received it takes it away or moves it into storage. */
export interface ReceivedFile {
  readonly path: string;
  readonly byteSize: number;
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly kind: FileKind;
}

/** Chunks wait to be written up to this size, and are then written together. */
const WRITE_BUFFER_BYTES = 1024 * 1024;

/**
 * Streams a file to a temporary path while it hashes, counts and sniffs. The file is never whole in memory, and the
 * stream is read no faster than the disk takes it.
 *
 * Throws a Refusal: FILE_TOO_LARGE as soon as the limit of its kind is passed, or where whoever reads the network
 * cut it off; UNSUPPORTED_MEDIA_TYPE as soon as its first bytes are here, and of archives and texts when all of it is;
 * CORRUPT_FILE where it is empty, a document without its end, or its source failed, unless that failed with a
 * RequestError or an OutboundError, which is thrown as it is. Whatever it throws, nothing is left on the disk, and the
 * rest of the stream is read and forgotten, so that a request that carries more than the file can be answered.
 *
 * @param filename as its sender gave it: what tells a table from other text, and nothing else
 */
export async function receiveFile(
  storage: Storage,
  stream: Readable,
  limits: IntakeLimits,
  filename: string | null = null,
): Promise<ReceivedFile> {
  // The iterator below sees every error; without a listener one that comes before or after it would end the process.
  stream.on('error', () => undefined);
  try {
    const path = await storage.temporaryPath();
    try {
      const { look, ...written } = await writeInspected(stream, path, limits);
      return { path, ...written, kind: await settleKind(look, path, filename) };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  } catch (error) {
    stream.resume();
    throw error;
  }
}

async function writeInspected(stream: Readable, path: string, limits: IntakeLimits): Promise<InspectedFile> {
  const inspection = new Inspection(limits);
  const file = await open(path, 'wx');
  try {
    const target = file.createWriteStream({ highWaterMark: WRITE_BUFFER_BYTES });
    await pipeline(inspection.passing(stream), target);
  } finally {
    await file.close();
  }
  return inspection.result();
}

type InspectedFile = Pick<ReceivedFile, 'byteSize' | 'sha256'> & { readonly look: FirstLook };

/** What is found out about a file while its bytes pass. */
class Inspection {
  readonly #hash: Hash = createHash('sha256');
  #byteSize = 0;
  #look: FirstLook | null = null;
  #text: TextCheck | null = null;

  constructor(private readonly limits: IntakeLimits) {}

  /** Passes the bytes of a stream on once they were looked at; throws the Refusal of a file that is not taken. */
  async *passing(stream: Readable): AsyncGenerator<Buffer> {
    let head: Buffer[] = [];
    for await (const chunk of arriving(stream, this.limits)) {
      this.count(chunk);
      if (this.#look) {
        this.check(chunk);
        yield chunk;
        continue;
      }
      head.push(chunk);
      if (this.#byteSize < HEAD_BYTES) continue;
      yield await this.sniff(head);
      head = [];
    }
    if (wasCutOff(stream)) throw tooLarge(this.limits, this.#look?.mediaType);
    if (this.#byteSize === 0) throw refuse(UserErrorCode.CORRUPT_FILE, 'The file is empty.');
    if (!this.#look) yield await this.sniff(head);
    if (this.#text?.ends() === false) throw refuseUnknown();
  }

  result(): InspectedFile {
    if (!this.#look) throw new Error('A file is judged after all of its bytes have passed.');
    return { byteSize: this.#byteSize, sha256: this.#hash.digest(), look: this.#look };
  }

  private count(chunk: Buffer): void {
    this.#byteSize += chunk.length;
    const mediaType = this.#look?.mediaType;
    if (this.#byteSize > maxBytesOf(this.limits, mediaType)) throw tooLarge(this.limits, mediaType);
    this.#hash.update(chunk);
  }

  private async sniff(head: readonly Buffer[]): Promise<Buffer> {
    const bytes = Buffer.concat(head);
    this.#look = await lookAtHead(bytes.subarray(0, HEAD_BYTES));
    const { mediaType, found } = this.#look;
    if (this.#byteSize > maxBytesOf(this.limits, mediaType)) throw tooLarge(this.limits, mediaType);
    if ('form' in found && found.form === 'text') this.#text = new TextCheck(found.encoding);
    this.check(bytes);
    return bytes;
  }

  /** What begins as text has to go on as text. */
  private check(chunk: Buffer): void {
    if (this.#text?.passes(chunk) === false) throw refuseUnknown();
  }
}

/** The chunks of a stream, which stays readable when the reader leaves early; errors of its source are refusals. */
async function* arriving(stream: Readable, limits: IntakeLimits): AsyncGenerator<Buffer> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw interruption(error, limits);
  }
}

/** What the error of a file's source means to its sender; a RequestError and an OutboundError say so themselves. */
function interruption(error: unknown, limits: IntakeLimits): Refusal | RequestError | OutboundError {
  if (error instanceof RequestError || error instanceof OutboundError) return error;
  if (error instanceof Refusal && error.has(UserErrorCode.FILE_TOO_LARGE)) return tooLarge(limits);
  return refuse(UserErrorCode.CORRUPT_FILE, 'The file did not arrive whole; send it again.');
}

/** The multipart parser's mark on a file that it cut at its own limit, as if it had ended there. */
function wasCutOff(stream: Readable): boolean {
  return 'truncated' in stream && stream.truncated === true;
}
