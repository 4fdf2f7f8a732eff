import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; from a cached answer to a large upload. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/**
 * What the process counts about itself. Every label comes from a closed set (routes that we mount, root fields
 * of our own schema, our own codes), never from what a client may choose: so no client can make series grow.
 */
export interface Metrics {
  /** Modules register their own metrics here; `/metrics` shows all of it. */
  readonly registry: Registry;
  readonly httpDuration: Histogram<'route' | 'method' | 'status'>;
  readonly operationDuration: Histogram<'type' | 'field' | 'outcome'>;
  readonly operationCost: Histogram<'type'>;
  readonly errors: Counter<'code'>;
  readonly uploadRequests: Gauge;
  readonly uploadFiles: Counter;
  readonly uploadBytes: Counter;
  readonly sockets: Gauge;
  readonly subscriptions: Gauge;
  readonly socketsClosed: Counter<'code'>;
}

/** A registry of its own for each application, with the process's figures (memory, event loop, GC) in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from a request’s head to the end of its answer.',
      labelNames: ['route', 'method', 'status'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    operationDuration: new Histogram({
      name: 'graphql_operation_duration_seconds',
      help: 'Time of a GraphQL operation, by its root field.',
      labelNames: ['type', 'field', 'outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    operationCost: new Histogram({
      name: 'graphql_operation_cost',
      help: 'Field values that an operation could ask for, as estimated before it runs.',
      labelNames: ['type'],
      buckets: [10, 100, 500, 1_000, 5_000, 10_000, 25_000, 100_000],
      registers,
    }),
    errors: new Counter({
      name: 'graphql_errors_total',
      help: 'GraphQL errors that were answered, by code.',
      labelNames: ['code'],
      registers,
    }),
    uploadRequests: new Gauge({
      name: 'graphql_upload_requests',
      help: 'Multipart requests under way.',
      registers,
    }),
    uploadFiles: new Counter({
      name: 'graphql_upload_files_total',
      help: 'Files that arrived in multipart requests.',
      registers,
    }),
    uploadBytes: new Counter({
      name: 'graphql_upload_bytes_total',
      help: 'Bytes read from the connections of multipart requests.',
      registers,
    }),
    sockets: new Gauge({ name: 'websocket_connections', help: 'Open WebSockets.', registers }),
    subscriptions: new Gauge({
      name: 'graphql_subscriptions',
      help: 'Operations open on WebSockets.',
      registers,
    }),
    socketsClosed: new Counter({
      name: 'websocket_closed_total',
      help: 'WebSockets closed, by close code.',
      labelNames: ['code'],
      registers,
    }),
  };
}
