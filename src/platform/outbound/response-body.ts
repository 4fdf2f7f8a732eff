import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { connectionFault } from './connection-fault';
import { OutboundError } from './outbound-error';

export interface BodyLimits {
  readonly maxBytes: number;
  /** At least `paceBytes` have to arrive in each `paceMs`, until all is there. */
  readonly paceMs: number;
  readonly paceBytes: number;
}

/** The body of an answer, within limits, with the errors of its connection as OutboundErrors. */
export class ResponseBody {
  readonly stream: Readable;
  /** As announced; null where it was not. */
  readonly byteSize: number | null;
  #received = 0;

  /**
   * Ends the response when the signal is aborted, with its reason. Throws an OutboundError for a body that is
   * encoded although nobody asked for that, or that is announced to be too large.
   */
  constructor(
    private readonly response: IncomingMessage,
    private readonly limits: BodyLimits,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.#abort);
    try {
      refuseEncoded(response);
      this.byteSize = announcedSize(response);
      if ((this.byteSize ?? 0) > limits.maxBytes) throw tooLarge();
    } catch (error) {
      this.close();
      throw error;
    }
    this.stream = Readable.from(this.arriving(), { objectMode: false });
  }

  get received(): number {
    return this.#received;
  }

  /** Ends the connection, whether all has arrived or not. */
  close(): void {
    this.signal.removeEventListener('abort', this.#abort);
    this.response.destroy();
  }

  readonly #abort = (): void => void this.response.destroy(this.signal.reason as Error);

  private async *arriving(): AsyncGenerator<Buffer> {
    const { maxBytes, paceMs, paceBytes } = this.limits;
    let seen = 0;
    const pace = setInterval(() => {
      if (this.#received - seen < paceBytes) this.response.destroy(tooSlow());
      seen = this.#received;
    }, paceMs);
    try {
      for await (const chunk of this.response as AsyncIterable<Buffer>) {
        this.#received += chunk.length;
        if (this.#received > maxBytes) throw tooLarge();
        yield chunk;
      }
    } catch (error) {
      throw connectionFault(error);
    } finally {
      clearInterval(pace);
    }
  }
}

/** Bytes that are packed for the way would have to be unpacked here, to any size; and hashed as what they are not. */
function refuseEncoded({ headers }: IncomingMessage): void {
  const packed = headers['content-encoding'] ?? 'identity';
  const sent = headers['transfer-encoding'] ?? 'chunked';
  if (packed.toLowerCase() === 'identity' && sent.toLowerCase() === 'chunked') return;
  throw new OutboundError('ENCODING', 'The server sent the file in an encoding that was not asked for.');
}

function announcedSize({ headers }: IncomingMessage): number | null {
  const announced = headers['content-length'];
  return announced === undefined ? null : Number(announced);
}

function tooLarge(): OutboundError {
  return new OutboundError('TOO_LARGE', 'The file is too large.');
}

function tooSlow(): OutboundError {
  return new OutboundError('TIMEOUT', 'The server sent the file too slowly.', { mayPass: true });
}
