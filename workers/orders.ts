import { z } from 'zod';
import { followPayment, placeDeps, resumeAttempt } from '../src/orders';
import { configuredProviders } from '../src/payments';
import { type StartWorker } from './worker';

const OrderJob = z.union([
  z.object({ workspaceId: z.uuid(), paymentId: z.uuid(), reference: z.uuid() }),
  z.object({ workspaceId: z.uuid(), attemptId: z.uuid() }),
]);

/** Brings orders to their end that wait for a payment, or whose process died. */
export const startOrdersWorker: StartWorker = (platform) => {
  const { config, queues } = platform;
  const baseUrl = () => config.publicUrl ?? `http://localhost:${config.port}`;
  const deps = placeDeps(platform, configuredProviders(platform, baseUrl));
  return queues.work(
    'orders',
    async ({ payload }) => {
      const job = OrderJob.parse(payload);
      if ('attemptId' in job) await resumeAttempt(deps, job.workspaceId, job.attemptId);
      else await followPayment(deps, job.workspaceId, job);
    },
    { concurrency: config.paymentWorkers },
  );
};
