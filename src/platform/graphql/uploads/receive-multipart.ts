import { type IncomingMessage, type ServerResponse } from 'node:http';
import { processRequest, Upload as MultipartUpload } from 'graphql-upload-minimal';
import { RequestError, RequestErrorCode } from '../../errors';
import { type Metrics } from '../../metrics';
import { guardMultipart } from './guard-multipart';
import { IncomingFile } from './incoming-file';

/** Bytes that must be read from a connection within each `stallMs`. */
const LEAST_PROGRESS = 1024;

export interface UploadLimits {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Of the `operations` and of the `map` field. */
  readonly maxFieldBytes: number;
  /** A request that brings less than a kilobyte in so long, though it is awaited, is given up. */
  readonly stallMs: number;
}

/**
 * Reads a multipart request up to its first file, and answers its `operations` with an IncomingFile in each place
 * of the `map`. The files go on arriving until the response is sent.
 *
 * Where hardly anything is read from the connection for `stallMs`, be it that the client stopped or that the
 * operation waits for files in another order than they come, the awaited files fail, and so the operation ends
 * with an error; before there are operations, the reading itself ends with it.
 */
export async function receiveMultipart(
  request: IncomingMessage,
  response: ServerResponse,
  limits: UploadLimits,
  metrics: Metrics,
): Promise<unknown> {
  const { socket } = request;
  const readBefore = socket.bytesRead;
  let files: IncomingFile[] = [];
  let giveUp: (error: Error) => void = () => undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  const stopWatching = watchForStall(socket, limits.stallMs, () => {
    const error = new RequestError(
      RequestErrorCode.BAD_USER_INPUT,
      'The upload stalled: files must be sent without long pauses, in the order in which they are used.',
    );
    giveUp(error);
    for (const file of files) file.fail(error);
  });
  metrics.uploadRequests.inc();
  response.once('close', () => {
    stopWatching();
    metrics.uploadRequests.dec();
    metrics.uploadBytes.inc(socket.bytesRead - readBefore);
  });

  guardMultipart(request);
  const operations: unknown = await Promise.race([
    stalled,
    processRequest(request, response, {
      maxFieldSize: limits.maxFieldBytes,
      maxFiles: limits.maxFiles,
      // The parser calls a file too large when it reaches the limit, not when it exceeds it.
      maxFileSize: limits.maxFileBytes + 1,
    }),
  ]);
  files = takeFiles(operations, limits.maxFileBytes);
  metrics.uploadFiles.inc(files.length);
  return operations;
}

/** Puts our files in the places of the reader's; walks without recursion, as the input may be deep. */
function takeFiles(operations: unknown, maxFileBytes: number): IncomingFile[] {
  const files = new Map<MultipartUpload, IncomingFile>();
  const open = [operations];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const holder = value as Record<string, unknown>;
    for (const [key, item] of Object.entries(holder)) {
      if (item instanceof MultipartUpload) {
        const file = files.get(item) ?? new IncomingFile(item, maxFileBytes);
        files.set(item, file);
        holder[key] = file;
      } else if (typeof item === 'object' && item !== null) {
        open.push(item);
      }
    }
  }
  return [...files.values()];
}

/** Calls back as long as too little was read in the last `stallMs`, until it is told to stop. */
function watchForStall(
  socket: { readonly bytesRead: number },
  stallMs: number,
  onStall: () => void,
): () => void {
  let seen = socket.bytesRead;
  let since = Date.now();
  const timer = setInterval(() => {
    if (socket.bytesRead - seen >= LEAST_PROGRESS) {
      seen = socket.bytesRead;
      since = Date.now();
    } else if (Date.now() - since >= stallMs) {
      onStall();
    }
  }, stallMs / 4);
  timer.unref();
  return () => clearInterval(timer);
}
