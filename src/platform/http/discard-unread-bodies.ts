import { type Request, type RequestHandler } from 'express';

/** How long the rest of a body is read and thrown away once the answer is out. */
const LINGER_MS = 2_000;

/**
 * Ends what is still coming in when an answer is out. The rest of the body is thrown away for two seconds, then
 * the connection is cut: cut at once, its reset could overtake the answer; never cut, a client could hold it.
 */
export const discardUnreadBodies: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (!request.complete) discard(request);
  });
  next();
};

function discard(request: Request): void {
  const { socket } = request;
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) socket.destroy();
  }, LINGER_MS);
  timer.unref();
  request.once('end', () => clearTimeout(timer));
}
