import { type Request, type Response } from 'express';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Storage } from '../../platform/storage/storage';
import { parseRange } from './parse-range';
import { refuseRequest } from './refuse-request';

export interface StoredFile {
  readonly storageKey: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly createdAt: Date;
  readonly mimeType: string;
}

/**
 * Answers GET and HEAD with a stored file, whose other headers are set already: conditions (RFC 9110, 13), one
 * range (14), a length, and an ETag that is the file's hash.
 *
 * Whatever has this status and length has all of its bytes: where the storage fails or has fewer, the connection
 * is torn down, and the error thrown. Whoever goes away meanwhile costs nothing further: the file is closed.
 */
export async function sendStored(
  storage: Storage,
  request: Request,
  response: Response,
  file: StoredFile,
): Promise<void> {
  const etag = `"${file.sha256.toString('base64url')}"`;
  const lastModified = file.createdAt.toUTCString();
  response.setHeader('ETag', etag);
  response.setHeader('Last-Modified', lastModified);
  response.setHeader('Accept-Ranges', 'bytes');
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = isRangeWanted(request, etag, lastModified)
    ? parseRange(request.headers.range, file.byteSize)
    : null;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${file.byteSize}`);
    refuseRequest(response, 416);
    return;
  }
  const length = range ? range.end - range.start + 1 : file.byteSize;
  const bytes = request.method === 'HEAD' ? null : await storage.open(file.storageKey, range ?? undefined);
  if (range) {
    response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${file.byteSize}`);
  }
  // Not by Express, which would add a charset that nobody knows to a text.
  response.setHeader('Content-Type', file.mimeType);
  response.setHeader('Content-Length', length);
  if (bytes) await pipeline(bytes, exactly(length), response);
  else response.end();
}

/** A Range is for GET alone, and with If-Range only for who has a part of these very bytes. */
function isRangeWanted({ method, headers }: Request, etag: string, lastModified: string): boolean {
  const condition = headers['if-range'];
  return method === 'GET' && (condition === undefined || condition === etag || condition === lastModified);
}

/** Passes bytes on, and fails unless there are so many. */
function exactly(length: number): Transform {
  let passed = 0;
  const check = () => (passed === length ? null : new Error(`${passed} of ${length} bytes were stored.`));
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      passed += chunk.length;
      done(passed > length ? check() : null, chunk);
    },
    flush: (done) => done(check()),
  });
}
