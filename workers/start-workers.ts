import { ConfigError } from '../src/config';
import { type Platform } from '../src/platform/open-platform';
import { startHousekeeping } from './housekeeping';
import { startImageWorker } from './image';
import { startImportWorker } from './import';
import { startPaymentsWorker } from './payments';
import { startOrdersWorker } from './orders';
import { startRelay } from './relay';
import { type StartWorker, type Worker } from './worker';

/** Every worker by the name that WORKERS calls it. */
const WORKERS: Readonly<Record<string, StartWorker>> = {
  relay: startRelay,
  image: startImageWorker,
  import: startImportWorker,
  payments: startPaymentsWorker,
  orders: startOrdersWorker,
  housekeeping: startHousekeeping,
};

export const ALL_WORKERS = Object.keys(WORKERS);

/** Starts the named workers in this process; closing them closes all at once. Refuses names that are none. */
export function startWorkers(platform: Platform, names: readonly string[]): Worker {
  const unknown = names.filter((name) => !(name in WORKERS));
  if (unknown.length > 0) {
    throw new ConfigError([
      `WORKERS: there is no ${unknown.join(', ')}; there are ${ALL_WORKERS.join(', ')}`,
    ]);
  }
  const workers = names.flatMap((name) => WORKERS[name]?.(platform) ?? []);
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
