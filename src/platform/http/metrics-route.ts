import { createHash, timingSafeEqual } from 'node:crypto';
import { type RequestHandler } from 'express';
import { RequestError, RequestErrorCode } from '../errors';
import { type Metrics } from '../metrics';

/** Prometheus's text format; with `token`, only for those who send it as `Authorization: Bearer …`. */
export function metricsRoute({ registry }: Metrics, token: string | null): RequestHandler {
  return async (request, response) => {
    if (token !== null && !isSame(request.get('authorization') ?? '', `Bearer ${token}`)) {
      throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'The metrics need their token.');
    }
    response.setHeader('content-type', registry.contentType);
    response.setHeader('cache-control', 'no-store');
    response.send(await registry.metrics());
  };
}

/** Digests first, so that neither the text nor its length shows in the time that it takes. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
