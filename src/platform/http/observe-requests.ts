import { type RequestHandler } from 'express';
import { type Metrics } from '../metrics';
import { type HttpConfig } from './http-config';
import { factsOf } from './request-facts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * One log line and one measurement for each request, when its answer has gone out or its client has gone away.
 * The line names the path without its query, which may hold variables and signatures, and no header.
 * `routes`: the paths that things are mounted at; everything else is counted as `(other)`.
 */
export function observeRequests(
  metrics: Metrics,
  routes: readonly string[],
  level: HttpConfig['requestLogLevel'],
): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const { path, method } = request;
    response.once('close', () => {
      const ms = Math.round(performance.now() - startedAt);
      const { log, usage } = factsOf(request);
      const { statusCode: status } = response;
      const route = routes.find((mounted) => path === mounted || path.startsWith(`${mounted}/`)) ?? '(other)';
      const labels = { route, method: METHODS.has(method) ? method : '(other)', status: String(status) };
      metrics.httpDuration.observe(labels, ms / 1_000);
      const { operations, cost } = usage;
      const line = { method, path, status, ms, ...(operations.length > 0 && { operations, cost }) };
      log[level](response.writableFinished ? line : { ...line, isAborted: true }, 'request');
    });
    next();
  };
}
