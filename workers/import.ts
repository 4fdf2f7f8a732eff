import { z } from 'zod';
import { intakeLimits, MediaConsumers, runImport } from '../src/media';
import { MODULES } from '../src/modules';
import { EVENTS_CHANNEL } from '../src/platform/outbox/hand-on-events';
import { OutboundClient } from '../src/platform/outbound/outbound-client';
import { type StartWorker } from './worker';

const ImportJob = z.object({ workspaceId: z.uuid(), importId: z.uuid() });

/** Fetches what is to be imported, as many at once as configured. */
export const startImportWorker: StartWorker = ({
  config,
  log,
  database,
  unitOfWork,
  storage,
  queues,
  broadcast,
}) => {
  const onProgress = (workspaceId: string, importId: string) => {
    const event = { id: importId, workspaceId, name: 'media.import.changed', payload: { importId } };
    broadcast.publish(EVENTS_CHANNEL, event).catch((error: unknown) => {
      log.debug({ err: error }, 'progress could not be told');
    });
  };
  const deps = {
    ...{ database, unitOfWork, storage, log, onProgress },
    consumers: new MediaConsumers(MODULES.flatMap((module) => module.consumers ?? [])),
    limits: intakeLimits(config.uploads),
    quota: config.quota,
    outbound: new OutboundClient({ ownNetworks: config.importAllowedNetworks }),
  };
  return queues.work(
    'import',
    async ({ payload, signal }) => {
      const { workspaceId, importId } = ImportJob.parse(payload);
      await runImport(deps, workspaceId, importId, signal);
    },
    { concurrency: config.importWorkers },
  );
};
