import express, { type Request, type Response } from 'express';

/** The body took too long; `answerErrors` says the rest. */
class BodyTooSlow extends Error {
  readonly status = 408;
  readonly expose = true;
}

/**
 * Makes a reader of JSON bodies of at most `maxBytes` (after decompression) that leaves the value in
 * `request.body`; undefined there for other types of content. Rejects with an error that carries its status: 400,
 * 413, 415, and 408 where the body is not whole within `timeoutMs`.
 */
export function jsonReader(options: {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}): (request: Request, response: Response) => Promise<void> {
  const parse = express.json({ limit: options.maxBytes });
  return (request, response) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new BodyTooSlow('The body took too long.')), options.timeoutMs);
      parse(request, response, (error?: unknown) => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('The body cannot be read.', { cause: error }));
      });
    });
}
