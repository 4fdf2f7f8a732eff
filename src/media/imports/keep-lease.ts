import { type Logger } from 'pino';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { whileLeased } from '../../platform/while-leased';
import { type ImportLease, RENEW_EVERY_MS, renewLease } from './lease-import';

export interface KeepLeaseDeps {
  readonly unitOfWork: UnitOfWork;
  readonly log: Logger;
  /** Tells everyone who watches that an import got further; it may get lost. */
  readonly onProgress: (workspaceId: string, importId: string) => void;
}

export interface Heartbeat {
  /** Aborted when the worker is told to stop or the lease is lost. */
  readonly signal: AbortSignal;
  /** Has progress, 0 to 1, read from here from now on. */
  readonly watch: (progress: () => number) => void;
}

/** How often an import may tell that it got further, by a hundredth at least. */
const LOOK_EVERY_MS = 1_000;
const STEPS = 100;

/** Renews the lease while `work` runs, notes and tells how far it is, and stops it when the lease is lost. */
export async function keepLease(
  { unitOfWork, log, onProgress }: KeepLeaseDeps,
  origin: Origin,
  lease: ImportLease,
  outer: AbortSignal,
  work: (heartbeat: Heartbeat) => Promise<void>,
): Promise<void> {
  let read = () => 0;
  let told = 0;
  let renewedAt = Date.now();
  const renew = async () => {
    const progress = Math.floor(read() * STEPS) / STEPS;
    if (progress === told && Date.now() - renewedAt < RENEW_EVERY_MS) return true;
    const held = await unitOfWork.run(origin, (tx) => renewLease(tx, lease, progress));
    [told, renewedAt] = [progress, Date.now()];
    onProgress(lease.workspaceId, lease.importId);
    return held;
  };
  const held = { renew, everyMs: LOOK_EVERY_MS, said: { importId: lease.importId } };
  await whileLeased(log, held, outer, (signal) => work({ signal, watch: (progress) => (read = progress) }));
}
