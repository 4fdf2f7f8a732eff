import { type ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { type Request, type RequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import { RequestError, RequestErrorCode } from '../errors';
import { type Authenticate, type CreateContext, type RequestContext } from '../graphql/context';
import { type QueryParser } from '../graphql/limits/parse-query';
import { QUERY_TOO_COMPLEX, type QueryLimits, queryTooComplex } from '../graphql/limits/query-limits';
import { makeContext } from '../graphql/make-context';
import { receiveMultipart, type UploadLimits } from '../graphql/uploads/receive-multipart';
import { type Metrics } from '../metrics';
import { jsonReader } from './read-json';
import { factsOf } from './request-facts';

export interface GraphQLEndpointParts<C extends RequestContext> {
  readonly apollo: ApolloServer<C>;
  readonly parser: QueryParser;
  readonly limits: QueryLimits;
  readonly authenticate: Authenticate;
  readonly createContext: CreateContext<C>;
  readonly json: { readonly maxBytes: number; readonly timeoutMs: number };
  readonly uploads: UploadLimits;
  readonly metrics: Metrics;
}

/** Either makes browsers ask before they send it from a page of another site; Apollo Server knows the same two. */
const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'];

/**
 * GraphQL over HTTP, by its specification and that of multipart requests. In this order, so that nothing is read
 * for those who may not: cross-site forgery, who asks, the body, its limits; then Apollo Server takes over.
 */
export function graphqlEndpoint<C extends RequestContext>(parts: GraphQLEndpointParts<C>): RequestHandler {
  const { apollo, authenticate, createContext, uploads, metrics } = parts;
  const contexts = new WeakMap<Request, C>();
  const readJson = jsonReader(parts.json);
  const run = expressMiddleware(apollo, {
    context: ({ req }) => {
      const context = contexts.get(req);
      return context ? Promise.resolve(context) : Promise.reject(new Error('The request has no context.'));
    },
  });

  return async (request, response, next) => {
    const isMultipart = request.is('multipart/form-data') === 'multipart/form-data';
    if (isMultipart) requirePreflight(request);
    const session = await authenticate({
      authorization: request.get('authorization') ?? null,
      workspace: request.get('x-workspace') ?? null,
    });
    contexts.set(request, await makeContext(createContext, factsOf(request), session));
    if (isMultipart) request.body = await receiveMultipart(request, response, uploads, metrics);
    else await readJson(request, response);
    checkOperations(request, parts);
    await run(request, response, next);
  };
}

function requirePreflight(request: Request): void {
  if (PREFLIGHT_HEADERS.some((name) => request.get(name))) return;
  throw new RequestError(
    RequestErrorCode.BAD_USER_INPUT,
    'An upload needs the header "apollo-require-preflight: true", which no page of another site can send unasked.',
  );
}

/** Checks the batch and each document in it. Other faults of documents are Apollo Server's to report. */
function checkOperations<C extends RequestContext>(
  request: Request,
  { limits, parser }: GraphQLEndpointParts<C>,
): void {
  const body: unknown = request.method === 'GET' ? queryOf(request) : request.body;
  const operations: unknown[] = Array.isArray(body) ? body : [body];
  if (operations.length > limits.batch) throw queryTooComplex('batch', limits.batch, operations.length);
  for (const operation of operations) {
    const { query } = (operation ?? {}) as { readonly query?: unknown };
    if (typeof query === 'string') parseOrLeave(parser, query);
  }
}

/** Read as Apollo Server reads it: express gives up after a thousand parameters. */
function queryOf(request: Request): { readonly query: string | null } {
  return { query: new URL(request.originalUrl, 'http://localhost').searchParams.get('query') };
}

function parseOrLeave(parser: QueryParser, query: string): void {
  try {
    parser.parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions.code === QUERY_TOO_COMPLEX) throw error;
  }
}
