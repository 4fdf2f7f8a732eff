import { cartsModule, sweepExpiredCarts } from './carts';
import {
  MediaConsumers,
  requeueDueImports,
  requeueDueWork,
  sweepCondemnedContent,
  sweepDeletedMedia,
  sweepDiscardedFiles,
  sweepFinishedImports,
  sweepRecipes,
  sweepRenditions,
  sweepStrayBytes,
  sweepVanishedEntities,
} from './media';
import { type DomainModule, MODULES } from './modules';
import { requeueDueAttempts } from './orders';
import { requeueDuePayments } from './payments';
import { sweepTemporaryFiles } from './platform/storage/sweep-temporary-files';
import { type Sweep } from './platform/sweeps/sweep';

/** The sweeps of these modules that the fleet runs, each in one process at a time. */
export function fleetSweeps(modules: readonly DomainModule[] = MODULES): readonly Sweep[] {
  const consumers = new MediaConsumers(modules.flatMap((module) => module.consumers ?? []));
  return [
    sweepStrayBytes(),
    sweepTemporaryFiles,
    sweepDeletedMedia,
    sweepCondemnedContent,
    sweepVanishedEntities(consumers),
    sweepRenditions,
    sweepDiscardedFiles,
    sweepFinishedImports,
    sweepRecipes(),
    ...(modules.includes(cartsModule) ? [sweepExpiredCarts] : []),
  ];
}

/** Those that every housekeeping worker runs in a loop of its own, every few seconds and without a lease. */
export const LOCAL_SWEEPS: readonly Sweep[] = [
  requeueDueWork,
  requeueDueImports,
  requeueDuePayments,
  requeueDueAttempts,
];
