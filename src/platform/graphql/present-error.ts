import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal, RequestError, RequestErrorCode } from '../errors';
import { type Log } from '../log';
import { type Metrics } from '../metrics';
import { QUERY_TOO_COMPLEX } from './limits/query-limits';

export const INTERNAL = 'INTERNAL';
const INTERNAL_MESSAGE = 'Something went wrong on our side.';

/** Messages may quote what the client sent; this much of them is enough to recognise it. */
const LONGEST_MESSAGE = 400;

/** The codes that graphql and Apollo Server give to what clients did; every other of theirs is a fault of ours. */
const CLIENT_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  QUERY_TOO_COMPLEX,
  ...Object.values(RequestErrorCode),
]);

interface Presented {
  readonly code: string;
  readonly message: string;
  /** Beside the code in `extensions`. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface ErrorSite {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly requestId?: string;
}

/**
 * What a client sees of an error, in every environment: what is its own to correct with code and message; a
 * refusal that no payload took as BAD_USER_INPUT; all else as INTERNAL with the request's id, and the error
 * itself in the log. Each error passes here once, and is counted by its code.
 */
export function presentError(error: unknown, { log, metrics, requestId }: ErrorSite): GraphQLFormattedError {
  const presented = presentable(error);
  metrics.errors.inc({ code: presented?.code ?? INTERNAL });
  if (!presented) log.error({ err: rootCause(error) }, 'an operation failed');
  const { code, message, facts } = presented ?? {
    code: INTERNAL,
    message: INTERNAL_MESSAGE,
    ...(requestId !== undefined && { facts: { requestId } }),
  };
  const { locations, path } = error instanceof GraphQLError ? error : {};
  return {
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code, ...facts },
  };
}

/** Null when the error is nothing that a client may see. */
function presentable(error: unknown): Presented | null {
  if (error instanceof GraphQLError) {
    const { code, limit, maximum, actual } = error.extensions;
    if (typeof code === 'string' && CLIENT_CODES.has(code)) {
      const facts = code === QUERY_TOO_COMPLEX ? { limit, maximum, actual } : {};
      return { code, message: error.message, facts };
    }
    // Every error of the execution has a path. Without one, nodes name the part of the request that is wrong.
    if (!error.path && error.nodes) return { code: RequestErrorCode.BAD_USER_INPUT, message: error.message };
  }
  const cause = rootCause(error);
  if (cause instanceof RequestError) return { code: cause.code, message: cause.message };
  if (cause instanceof Refusal) {
    const message = cause.faults.map((fault) => fault.message).join(' ');
    return { code: RequestErrorCode.BAD_USER_INPUT, message };
  }
  // graphql blames nodes for an argument that turned out null, and none for a value of ours that is no enum's.
  const blamesRequest = cause instanceof GraphQLError && cause !== error && cause.nodes !== undefined;
  if (blamesRequest || isExposedHttpError(cause)) {
    return { code: RequestErrorCode.BAD_USER_INPUT, message: cause.message };
  }
  return null;
}

/** What was thrown, below the errors that graphql wraps it in to say where. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** The errors of body-parser, and of the multipart reader, that are meant for the client. */
function isExposedHttpError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { expose, status } = error as Error & { readonly expose?: unknown; readonly status?: unknown };
  return expose === true && typeof status === 'number' && status < 500;
}
