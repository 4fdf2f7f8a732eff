import cors from 'cors';
import { type RequestHandler } from 'express';

export interface CorsOptions {
  /** Exact origins, such as `https://shop.example.com`; or `*` alone, which allows any, without credentials. */
  readonly origins: readonly string[];
  /** Whether browsers may send cookies along. */
  readonly credentials: boolean;
}

/** What scripts may read of an answer beside its body. */
const EXPOSED = ['x-request-id', 'etag', 'retry-after', 'location', 'upload-offset', 'upload-length'];
const PREFLIGHT_SECONDS = 600;

/** Throws where the options would let any page act with a visitor's cookies. */
export function crossOrigin({ origins, credentials }: CorsOptions): RequestHandler {
  const isOpen = origins.includes('*');
  if (isOpen && (credentials || origins.length > 1)) {
    throw new Error('The origin * stands alone, and without credentials.');
  }
  return cors({
    origin: isOpen ? '*' : [...origins],
    credentials,
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** True when a page of this origin may open a WebSocket here: one of ours, or one that is allowed. */
export function isOriginAllowed(origin: string, host: string | undefined, { origins }: CorsOptions): boolean {
  if (origins.includes('*') || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
