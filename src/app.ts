import { type Metric } from 'prom-client';
import { AccessTokens, Authenticator, systemClock } from './accounts';
import { accountsNodes, AccountsResolver, SessionResolver } from './accounts/api';
import { auditApi } from './audit/api';
import { cartsModule, joinCarts } from './carts';
import { cartsApi } from './carts/api';
import { catalogModule } from './catalog';
import {
  catalogNodes,
  CategoryMutationsResolver,
  CategoryResolver,
  ProductCategoryResolver,
  ProductMutationsResolver,
  ProductResolver,
  ProductVariantResolver,
  StockUpdatedResolver,
  StockVariantResolver,
} from './catalog/api';
import { type Config } from './config';
import { discountsModule } from './discounts';
import { discountsApi } from './discounts/api';
import { MediaConsumers } from './media';
import { mediaApi } from './media/api';
import { type DomainModule, MODULES } from './modules';
import { bridgeEvents } from './platform/graphql/bridge-events';
import { buildGraphQLSchema } from './platform/graphql/build-schema';
import { createPubSub } from './platform/graphql/create-pub-sub';
import { type QueryLimits } from './platform/graphql/limits/query-limits';
import { type NodeRegistry, NodeResolver } from './platform/graphql/node.resolver';
import { type PlaygroundOptions } from './platform/graphql/playground/playground-page';
import { type WorkspaceContext, workspaceContext } from './platform/graphql/workspace-context';
import { HTTP_DEFAULTS, type HttpConfig } from './platform/http/http-config';
import { createHttpServer, type HttpServer, type Route } from './platform/http/http-server';
import { createMetrics } from './platform/metrics';
import { observeBacklog } from './platform/observe-backlog';
import { auditedOf, checkNeeds } from './platform/module';
import { type Platform } from './platform/open-platform';
import { observeSweeps } from './platform/sweeps/observe-sweeps';
import { ordersModule } from './orders';
import { ordersApi } from './orders/api';
import { configuredProviders, paymentsModule } from './payments';
import { paymentsApi } from './payments/api';
import { profilesModule } from './profiles';
import { profilesApi } from './profiles/api';
import { flatRates, shippingModule } from './shipping';
import { shippingApi } from './shipping/api';
import { stockModule } from './stock';
import { StockMovementResolver, stockNodes, StockResolver } from './stock/api';
import { taxesModule } from './taxes';
import { taxesApi } from './taxes/api';

/** What a module adds to the API. */
interface Api {
  readonly resolvers: readonly object[];
  readonly orphanedTypes?: readonly (new () => object)[];
  readonly nodes: NodeRegistry<WorkspaceContext>;
  readonly routes?: readonly Route[];
  /** Shown at `/metrics`. */
  readonly metrics?: readonly Metric[];
  /** Ends what runs beside the requests, once none is answered any more. */
  readonly close?: () => Promise<void>;
}

export interface AppOptions {
  /** The modules to put together: all of them unless told otherwise. */
  readonly modules?: readonly DomainModule[];
  /** Served beside the modules' own routes. */
  readonly routes?: readonly Route[];
  readonly playground?: PlaygroundOptions | null;
  /** The workspace of requests that name none; only development has one. */
  readonly defaultWorkspace?: string;
  /** How much one request may ask for, where it is not the usual. */
  readonly queries?: Partial<QueryLimits>;
}

export interface App {
  /** Accepts connections; returns the URL at which this process is reached. */
  listen(port: number, host: string): Promise<string>;
  /** Finishes what was begun, within the grace; true when all of it ended by itself. */
  drain(graceMs: number): Promise<boolean>;
}

/** What the resolvers stand on: nothing that has to be connected for the schema to be known. */
export type ApiServices = Pick<Platform, 'config' | 'log' | 'database' | 'unitOfWork' | 'storage'>;

/**
 * The schema and the routes of these modules: the one place that names every module's API. Throws where a module is
 * left out that another one needs.
 */
export function composeApi(services: ApiServices, modules: readonly DomainModule[], baseUrl: () => string) {
  checkNeeds(modules);
  const { config, database, unitOfWork } = services;
  const consumers = new MediaConsumers(modules.flatMap((module) => module.consumers ?? []));
  const accessTokens = new AccessTokens(config.jwtSecret);
  const onSignIn = modules.includes(cartsModule) ? [joinCarts(config.cartTtlDays)] : [];
  const accounts: Api = {
    resolvers: [
      new AccountsResolver(),
      new SessionResolver({ database, unitOfWork, accessTokens, clock: systemClock, onSignIn }),
    ],
    nodes: accountsNodes,
  };
  const catalog: Api = {
    resolvers: [
      new ProductResolver(),
      new ProductVariantResolver(),
      new ProductMutationsResolver(),
      new CategoryResolver(),
      new CategoryMutationsResolver(),
      new ProductCategoryResolver(),
      new StockUpdatedResolver(),
      new StockVariantResolver(),
    ],
    nodes: catalogNodes,
  };
  const stock: Api = {
    resolvers: [new StockResolver(), new StockMovementResolver()],
    nodes: stockNodes,
  };
  const profiles: Api = { ...profilesApi(services, consumers), nodes: {} };
  const providers = configuredProviders(services, baseUrl);
  const apis: readonly Api[] = [
    accounts,
    mediaApi(services, consumers, () => config.cdnBaseUrl ?? baseUrl()),
    auditApi(auditedOf(modules)),
    ...(modules.includes(profilesModule) ? [profiles] : []),
    ...(modules.includes(stockModule) ? [stock] : []),
    ...(modules.includes(catalogModule) ? [catalog] : []),
    ...(modules.includes(cartsModule) ? [cartsApi(config.cartTtlDays)] : []),
    ...(modules.includes(shippingModule)
      ? [shippingApi(modules.includes(cartsModule) ? flatRates : null)]
      : []),
    ...(modules.includes(taxesModule) ? [taxesApi()] : []),
    ...(modules.includes(discountsModule) ? [discountsApi()] : []),
    ...(modules.includes(paymentsModule) ? [paymentsApi({ ...services, providers })] : []),
    ...(modules.includes(ordersModule) ? [ordersApi(services, providers)] : []),
  ];

  const nodes = Object.assign({}, ...apis.map((api) => api.nodes)) as NodeRegistry<WorkspaceContext>;
  const pubSub = createPubSub();
  const schema = buildGraphQLSchema({
    resolvers: [new NodeResolver(nodes), ...apis.flatMap(({ resolvers }) => resolvers)],
    orphanedTypes: apis.flatMap(({ orphanedTypes = [] }) => orphanedTypes),
    pubSub,
  });
  return {
    ...{ schema, pubSub, accessTokens },
    routes: apis.flatMap(({ routes = [] }) => routes),
    metrics: apis.flatMap(({ metrics = [] }) => metrics),
    close: async () => {
      for (const api of apis) await api.close?.();
    },
  };
}

/** Puts the API process together over a platform; it serves once it is told to listen. */
export async function createApp(platform: Platform, options: AppOptions = {}): Promise<App> {
  const { config, log, database, unitOfWork, broadcast, queues, storage } = platform;
  const { modules = MODULES, routes = [], playground = null, defaultWorkspace, queries = {} } = options;
  let url = config.publicUrl ?? '';

  const api = composeApi(platform, modules, () => url);
  const authenticator = new Authenticator(
    database,
    api.accessTokens,
    defaultWorkspace ? { defaultWorkspace } : {},
  );
  const metrics = createMetrics();
  observeBacklog(metrics.registry, platform);
  observeSweeps(metrics.registry, platform);
  for (const metric of api.metrics) metrics.registry.registerMetric(metric);
  const server: HttpServer = await createHttpServer<WorkspaceContext>({
    schema: api.schema,
    authenticate: (credentials) => authenticator.authenticate(credentials),
    createContext: workspaceContext(database, unitOfWork, api.pubSub),
    config: { ...httpConfig(config), queries: { ...HTTP_DEFAULTS.queries, ...queries } },
    log,
    metrics,
    routes: [...api.routes, ...routes],
    checks: {
      database: () => database.everyWorkspace('SELECT 1 AS ok'),
      storage: () => storage.ready(),
      queue: () => queues.ready(),
      broadcast: () => broadcast.ready(),
    },
    playground,
  });
  const unbridge = bridgeEvents(broadcast, api.pubSub);

  return {
    async listen(port, host) {
      const bound = await server.listen(port, host);
      url = config.publicUrl ?? `http://localhost:${bound}`;
      return url;
    },
    async drain(graceMs) {
      unbridge();
      const isClean = await server.drain(graceMs);
      await api.close();
      return isClean;
    },
  };
}

function httpConfig(config: Config): HttpConfig {
  return {
    ...HTTP_DEFAULTS,
    cors: { origins: [...config.corsOrigins], credentials: false },
    https: config.publicUrl?.startsWith('https:') ?? false,
    trustedProxies: config.trustedProxies,
    uploads: { ...HTTP_DEFAULTS.uploads, maxFileBytes: config.uploads.maxBytes },
    // On a development machine the start page asks every second, which would bury what is worth reading.
    requestLogLevel: config.production ? 'info' : 'debug',
    metricsToken: config.metricsToken,
  };
}
