import { Router } from 'express';
import { type Log } from '../log';

/** Rejects when what it looks at is not there; its error goes to the log, not to the answer. */
export type HealthCheck = () => Promise<unknown>;

export interface HealthOptions {
  readonly checks: Readonly<Record<string, HealthCheck>>;
  /** A check that takes longer has failed. */
  readonly timeoutMs: number;
  readonly isDraining: () => boolean;
  readonly log: Log;
}

interface CheckResult {
  readonly status: 'ok' | 'failed' | 'timed out';
  readonly ms: number;
}

type Results = Readonly<Record<string, CheckResult>>;

/**
 * `/live`: the process answers. `/ready`: it can serve, as all of its checks pass and it is not draining; 503
 * otherwise, each check named with its result. However many ask at once, each check runs once at a time.
 */
export function healthRouter({ checks, timeoutMs, isDraining, log }: HealthOptions): Router {
  let running: Promise<Results> | null = null;

  async function runAll(): Promise<Results> {
    const results = Object.entries(checks).map(async ([name, check]) => [
      name,
      await runCheck(name, check, timeoutMs, log),
    ]);
    return Object.fromEntries(await Promise.all(results)) as Results;
  }

  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  router.get('/live', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/ready', async (_request, response) => {
    running ??= runAll().finally(() => {
      running = null;
    });
    const results = await running;
    const isHealthy = Object.values(results).every(({ status }) => status === 'ok');
    const status = isDraining() ? 'draining' : isHealthy ? 'ok' : 'failed';
    response.status(status === 'ok' ? 200 : 503).json({ status, checks: results });
  });
  return router;
}

async function runCheck(name: string, check: HealthCheck, timeoutMs: number, log: Log): Promise<CheckResult> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timed out'>((resolve) => {
    timer = setTimeout(() => resolve('timed out'), timeoutMs);
  });
  const outcome = Promise.resolve()
    .then(check)
    .then(
      () => 'ok' as const,
      (error: unknown) => {
        log.warn({ err: error, check: name }, 'a health check failed');
        return 'failed' as const;
      },
    );
  const status = await Promise.race([outcome, timeout]);
  clearTimeout(timer);
  return { status, ms: Math.round(performance.now() - startedAt) };
}
