import { createServer, type IncomingMessage, type Server } from 'node:http';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { type GraphQLSchema } from 'graphql';
import { RequestError, RequestErrorCode } from '../errors';
import { type Authenticate, type CreateContext, type RequestContext } from '../graphql/context';
import { CostLimit } from '../graphql/limits/limit-cost';
import { QueryParser } from '../graphql/limits/parse-query';
import { createPersistedQueryCache, type PersistedQueryCache } from '../graphql/persisted-queries';
import { type PlaygroundOptions } from '../graphql/playground/playground-page';
import { playgroundRouter } from '../graphql/playground/playground-router';
import { startApollo } from '../graphql/start-apollo';
import { socketProtocol } from '../graphql/websocket/socket-protocol';
import { SocketServer } from '../graphql/websocket/socket-server';
import { type Log } from '../log';
import { type Metrics } from '../metrics';
import { answerErrors } from './answer-error';
import { clientIp } from './client-ip';
import { crossOrigin, isOriginAllowed } from './cross-origin';
import { discardUnreadBodies } from './discard-unread-bodies';
import { Drain } from './drain';
import { graphqlEndpoint } from './graphql-endpoint';
import { type HealthCheck, healthRouter } from './health';
import { type HttpConfig } from './http-config';
import { metricsRoute } from './metrics-route';
import { observeRequests } from './observe-requests';
import { noteFacts, readFacts } from './request-facts';
import { securityHeaders } from './security-headers';

/** Something that a module serves beside GraphQL. */
export interface Route {
  /** Where it is mounted, such as `/media`; also its label in the metrics. */
  readonly path: string;
  readonly handler: Router | RequestHandler;
  /** Scripts of any origin may read what it answers, and send it no cookies. */
  readonly anyOrigin?: boolean;
}

export interface HttpServerParts<C extends RequestContext> {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly createContext: CreateContext<C>;
  readonly config: HttpConfig;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly routes: readonly Route[];
  /** What must be there for the process to be ready, by name. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
  /** Null: browsers get no playground. */
  readonly playground: PlaygroundOptions | null;
  /** In this process when left out. */
  readonly persistedQueries?: PersistedQueryCache;
}

const GRAPHQL = '/graphql';

/** The HTTP server of an application, with GraphQL, WebSockets, health, metrics and the modules' routes on it. */
export class HttpServer {
  constructor(
    private readonly server: Server,
    private readonly sockets: SocketServer,
    private readonly drains: Drain,
    private readonly stop: () => Promise<void>,
  ) {}

  /** Accepts connections; answers the port, which the system picks where 0 is given. */
  listen(port: number, host?: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Ends the server as `Drain.begin` says. Answers true when everything ended by itself within `graceMs`. */
  async drain(graceMs: number): Promise<boolean> {
    const isClean = await this.drains.begin(this.server, this.sockets, graceMs);
    await this.stop();
    return isClean;
  }
}

/** Puts the server together; it listens when it is told to. */
export async function createHttpServer<C extends RequestContext>(
  parts: HttpServerParts<C>,
): Promise<HttpServer> {
  const { schema, config, log, metrics, authenticate, createContext } = parts;
  const { queries: limits } = config;
  const parser = new QueryParser(limits);
  const costLimit = new CostLimit(schema, limits.cost);
  const persistedQueries = parts.persistedQueries ?? createPersistedQueryCache();
  const apollo = await startApollo<C>({ schema, limits, costLimit, persistedQueries, log, metrics });
  const { json, uploads } = config;
  const graphql = graphqlEndpoint<C>({
    ...{ apollo, parser, limits, authenticate, createContext, json, uploads, metrics },
  });
  const drains = new Drain();
  const ipOf = clientIp(config.trustedProxies);
  const server = createServer(
    {
      headersTimeout: config.timeouts.headersMs,
      requestTimeout: config.timeouts.requestMs,
      keepAliveTimeout: config.timeouts.keepAliveMs,
      connectionsCheckingInterval: Math.min(5_000, config.timeouts.headersMs / 2),
    },
    createApp(parts, graphql, drains, ipOf),
  );
  const protocol = socketProtocol<C>({
    ...{ schema, parser, costLimit, metrics, authenticate, createContext },
    initMs: config.sockets.initMs,
  });
  const sockets = new SocketServer({
    path: GRAPHQL,
    protocol,
    limits: config.sockets,
    isOriginAllowed: (origin, host) => isOriginAllowed(origin, host, config.cors),
    readFacts: (request) => readFacts(request, ipOf(request), log),
    metrics,
  });
  drains.watch(server);
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  return new HttpServer(server, sockets, drains, () => apollo.stop());
}

function createApp<C extends RequestContext>(
  { config, log, metrics, routes, checks, playground }: HttpServerParts<C>,
  graphql: RequestHandler,
  drains: Drain,
  ipOf: (request: IncomingMessage) => string | null,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(noteFacts(log, ipOf));
  const mounted = [GRAPHQL, '/health', '/metrics', ...routes.map(({ path }) => path)];
  app.use(observeRequests(metrics, mounted, config.requestLogLevel));
  app.use(drains.track, discardUnreadBodies);
  app.use(securityHeaders(config));
  app.use(crossOrigins(config, routes));
  const isDraining = () => drains.isDraining;
  app.use('/health', healthRouter({ checks, timeoutMs: config.timeouts.healthMs, isDraining, log }));
  app.get('/metrics', metricsRoute(metrics, config.metricsToken));
  if (playground) app.use(playgroundRouter(GRAPHQL, playground));
  app.all(GRAPHQL, graphql);
  for (const { path, handler } of routes) app.use(path, handler);
  app.use(() => {
    throw new RequestError(RequestErrorCode.NOT_FOUND, 'There is nothing here.');
  });
  app.use(answerErrors(metrics));
  return app;
}

function crossOrigins({ cors }: HttpConfig, routes: readonly Route[]): RequestHandler {
  const configured = crossOrigin(cors);
  const open = crossOrigin({ origins: ['*'], credentials: false });
  const openPaths = routes.filter(({ anyOrigin }) => anyOrigin).map(({ path }) => `${path}/`);
  return (request, response, next) => {
    const isOpen = openPaths.some((path) => `${request.path}/`.startsWith(path));
    (isOpen ? open : configured)(request, response, next);
  };
}
