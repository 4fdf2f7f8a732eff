import { type Readable } from 'node:stream';
import { type FileUpload, type Upload as MultipartUpload } from 'graphql-upload-minimal';
import { type Refusal, refuse, RequestError, RequestErrorCode, UserErrorCode } from '../../errors';

/** A file of a multipart request that has begun to arrive. */
export interface UploadedFile {
  /** As the client named it: not to be trusted. */
  readonly filename: string;
  /** As the client called it: not to be trusted. */
  readonly mimetype: string;
  /**
   * The file's bytes; to be taken once. The stream ends only when the whole file has arrived: one over the limit
   * fails it with FILE_TOO_LARGE (a Refusal), a client that stops or goes away with a RequestError. Files come
   * in the order in which the client sends them, and nothing is kept on disk: a file that is not read holds up
   * those behind it, until the request is given up as stalled.
   */
  readonly createReadStream: () => Readable;
}

/**
 * What an operation gets as an Upload: a file that may not have begun to arrive. No promise, as TypeGraphQL waits
 * for arguments that are promises before it calls a resolver, and so for a second file before the first is read.
 */
export class IncomingFile {
  private readonly arrival: Promise<UploadedFile>;
  private giveUp: (error: Error) => void = () => undefined;
  private stream: Readable | null = null;
  private failure: Error | null = null;

  constructor(
    upload: MultipartUpload,
    private readonly maxBytes: number,
  ) {
    this.arrival = new Promise((resolve, reject) => {
      this.giveUp = reject;
      upload.promise.then(
        (file) => resolve(this.open(file)),
        (error: unknown) => reject(asError(error)),
      );
    });
    this.arrival.catch(() => undefined); // an operation need not read every file
  }

  /** Waits until the file begins to arrive: after those that the client sends before it were read. */
  receive(): Promise<UploadedFile> {
    return this.arrival;
  }

  /** True while something of the file has yet to arrive, or to be read. */
  get isPending(): boolean {
    if (this.failure) return false;
    return this.stream ? !this.stream.readableEnded && !this.stream.destroyed : true;
  }

  /** Ends the waiting for the file, and the reading of it, with this error. */
  fail(error: Error): void {
    if (!this.isPending) return;
    this.failure = error;
    this.giveUp(error);
    this.stream?.destroy(error);
  }

  private open(file: FileUpload): UploadedFile {
    return {
      filename: file.filename,
      mimetype: file.mimetype,
      createReadStream: () => {
        if (this.failure) throw this.failure;
        let stream: Readable;
        try {
          stream = file.createReadStream();
        } catch (error) {
          throw asError(error, this.tooLarge());
        }
        // Left alone the stream would end at the limit as if the file were whole.
        stream.once('limit', () => stream.destroy(this.tooLarge()));
        this.stream = stream;
        return stream;
      },
    };
  }

  private tooLarge(): Refusal {
    return refuse(UserErrorCode.FILE_TOO_LARGE, `A file may have at most ${this.maxBytes} bytes.`);
  }
}

/** The multipart reader's errors carry a status; the others are faults of ours and are thrown as they are. */
function asError(error: unknown, tooLarge?: Refusal): Error {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  if (status === 413 && tooLarge) return tooLarge;
  if (status === 499) {
    return new RequestError(
      RequestErrorCode.BAD_USER_INPUT,
      'The upload ended before all of it had arrived.',
    );
  }
  return error instanceof Error ? error : new Error('The multipart reader failed.', { cause: error });
}
