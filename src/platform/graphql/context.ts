import { type Actor } from '../actor';
import { type Log } from '../log';
import { type Loaders } from './loaders';

/** What a request shows to say who it comes from: headers over HTTP, `connectionParams` over WebSocket. */
export interface Credentials {
  /** As sent: `Bearer …`. */
  readonly authorization: string | null;
  /** The slug of `x-workspace`. */
  readonly workspace: string | null;
}

export interface WorkspaceFacts {
  readonly id: string;
  readonly slug: string;
  readonly currencyCode: string;
}

/** Who acts, and where. */
export interface Session {
  readonly actor: Actor;
  readonly workspace: WorkspaceFacts;
  /** When the token runs out; null where there is none that could. */
  readonly expiresAt: Date | null;
}

/**
 * Finds out who is behind the credentials. Rejects with a RequestError: UNAUTHENTICATED is answered 401,
 * FORBIDDEN 403, NOT_FOUND 404, SERVICE_UNAVAILABLE 503, BAD_USER_INPUT 400; over WebSocket by close codes.
 */
export type Authenticate = (credentials: Credentials) => Promise<Session>;

/** What the operations of one request add up to: limits, metrics and the request's log line read it. */
export interface RequestUsage {
  cost: number;
  readonly operations: string[];
}

/**
 * What every resolver gets. One is made for each HTTP request (the operations of a batch share it), for each
 * operation over WebSocket, and for each event of a subscription, so that nothing loaded for one event is
 * answered for the next.
 */
export interface RequestContext {
  readonly requestId: string;
  readonly actor: Actor;
  readonly workspace: WorkspaceFacts;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Names the request and the workspace on each line. */
  readonly log: Log;
  readonly loaders: Loaders;
  readonly usage: RequestUsage;
}

/**
 * How an application adds to the context what its modules need: `(base) => ({ ...base, db: … })`. A plain
 * object, please: Apollo Server copies it shallowly, which private fields do not survive.
 */
export type CreateContext<C extends RequestContext> = (base: RequestContext) => C | Promise<C>;
