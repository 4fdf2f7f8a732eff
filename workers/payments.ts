import { z } from 'zod';
import { configuredProviders, settlePayment } from '../src/payments';
import { type StartWorker } from './worker';

const PaymentJob = z.object({ workspaceId: z.uuid(), paymentId: z.uuid() });

/** Settles payments at their providers, as many at once as configured. */
export const startPaymentsWorker: StartWorker = (platform) => {
  const { config, queues } = platform;
  const baseUrl = () => config.publicUrl ?? `http://localhost:${config.port}`;
  const deps = { ...platform, providers: configuredProviders(platform, baseUrl) };
  return queues.work(
    'payments',
    async ({ payload, signal }) => {
      const { workspaceId, paymentId } = PaymentJob.parse(payload);
      await settlePayment(deps, workspaceId, paymentId, signal);
    },
    { concurrency: config.paymentWorkers },
  );
};
