import { QUERY_LIMITS, type QueryLimits } from '../graphql/limits/query-limits';
import { type UploadLimits } from '../graphql/uploads/receive-multipart';
import { SOCKET_LIMITS, type SocketLimits } from '../graphql/websocket/socket-limits';
import { type CorsOptions } from './cross-origin';

/** What an installation may set of its HTTP server. */
export interface HttpConfig {
  readonly cors: CorsOptions;
  /** Clients reach us over HTTPS alone. */
  readonly https: boolean;
  /** Proxies in front of us: so many last entries of X-Forwarded-For are theirs, and believed. */
  readonly trustedProxies: number;
  readonly json: { readonly maxBytes: number; readonly timeoutMs: number };
  readonly uploads: UploadLimits;
  readonly queries: QueryLimits;
  readonly sockets: SocketLimits;
  readonly timeouts: {
    /** For the head of a request. */
    readonly headersMs: number;
    /** For all of a request, the longest upload included. */
    readonly requestMs: number;
    /** For the next request on a connection; longer than that of a proxy in front. */
    readonly keepAliveMs: number;
    readonly healthMs: number;
  };
  /** Of the line that is logged for each request. */
  readonly requestLogLevel: 'info' | 'debug';
  /** Who wants `/metrics` must send it as a bearer token; null: everyone gets them. */
  readonly metricsToken: string | null;
}

export const HTTP_DEFAULTS: HttpConfig = {
  cors: { origins: [], credentials: false },
  https: false,
  trustedProxies: 0,
  json: { maxBytes: 1024 * 1024, timeoutMs: 15_000 },
  uploads: {
    maxFileBytes: 2 * 1024 ** 3,
    maxFiles: 20,
    maxFieldBytes: 1024 * 1024,
    stallMs: 30_000,
  },
  queries: QUERY_LIMITS,
  sockets: SOCKET_LIMITS,
  timeouts: { headersMs: 10_000, requestMs: 2 * 60 * 60 * 1000, keepAliveMs: 65_000, healthMs: 2_000 },
  requestLogLevel: 'info',
  metricsToken: null,
};
