import { type IncomingMessage } from 'node:http';
import { type ErrorRequestHandler, type Request, type Response } from 'express';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal, RequestError, type RequestErrorCode } from '../errors';
import { presentError } from '../graphql/present-error';
import { type Metrics } from '../metrics';
import { factsOf } from './request-facts';

const STATUS: Record<RequestErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  SERVICE_UNAVAILABLE: 503,
};

/** What is said of the errors that reading a request ends with; their own messages quote the request. */
const READING: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'BAD_REQUEST', message: 'The body cannot be read: it must be valid JSON.' },
  408: { code: 'REQUEST_TIMEOUT', message: 'The body took too long to arrive.' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: 'The body is too large.' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body’s encoding or character set is not supported.' },
};

/** Answers whatever a handler throws with a status and a GraphQL error as its body, on every route. */
export function answerErrors(metrics: Metrics): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error); // half an answer is out: express cuts the connection, so that the client sees it break off
      return;
    }
    const reading = readingError(error, request);
    const { log, requestId } = factsOf(request);
    if (reading) {
      metrics.errors.inc({ code: reading.code });
      const { status, code, message } = reading;
      sendErrors(request, response, status, [{ message, extensions: { code } }]);
    } else {
      sendErrors(request, response, statusOf(error), [presentError(error, { log, metrics, requestId })]);
    }
  };
}

/** A GraphQL response without data, as JSON of the type that the client prefers. */
export function sendErrors(
  request: Request,
  response: Response,
  status: number,
  errors: readonly GraphQLFormattedError[],
): void {
  const types = ['application/json', 'application/graphql-response+json'];
  response.status(status).type(request.accepts(types) || 'application/json');
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (status === 503) response.setHeader('retry-after', '1');
  response.send(JSON.stringify({ errors }));
}

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return STATUS[error.code];
  if (error instanceof Refusal) return 400;
  if (error instanceof GraphQLError) {
    const { http } = error.extensions as { readonly http?: { readonly status?: number } };
    return http?.status ?? 500;
  }
  return exposedStatus(error) ?? 500;
}

/** Null for errors that do not come from reading a body, and for those whose message is made for clients. */
function readingError(error: unknown, request: IncomingMessage) {
  const status = exposedStatus(error);
  const isMultipart = request.headers['content-type']?.startsWith('multipart/') === true;
  const said = status === undefined || isMultipart ? undefined : READING[status];
  return said && status !== undefined ? { status, ...said } : null;
}

function exposedStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || Reflect.get(error, 'expose') !== true) return undefined;
  const status: unknown = Reflect.get(error, 'status');
  return typeof status === 'number' ? status : undefined;
}
