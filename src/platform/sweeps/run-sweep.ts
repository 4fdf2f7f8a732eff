import { failpoint } from '../failpoint';
import { whileLeased } from '../while-leased';
import { endSweep, RENEW_EVERY_MS, renewSweep, type SweepEnding, type SweepLease } from './lease-sweep';
import { type Sweep, type SweepContext, type SweepFinding } from './sweep';

/** After a failure a sweep is tried again this soon, or as soon as it would be anyway. */
const AGAIN_AFTER_FAILURE_SECONDS = 300;

/**
 * Runs a sweep that the caller has leased, renews the lease meanwhile, and notes how it ended. Stops the sweep when
 * its lease is lost, or when `context.signal` says so; what is left is for the next run then. `onFinding` is told of
 * each finding. Throws only where the database cannot be told; what the sweep throws is in the ending.
 */
export async function runSweep(
  context: SweepContext,
  sweep: Sweep,
  lease: SweepLease,
  onFinding: (finding: SweepFinding) => void = () => undefined,
): Promise<SweepEnding> {
  const { database, log } = context;
  const renew = () => renewSweep(database, lease);
  const held = { renew, everyMs: RENEW_EVERY_MS, said: { sweep: sweep.name } };
  const ending = await whileLeased(log, held, context.signal, async (signal) => {
    let findings = 0;
    let error: Error | null = null;
    try {
      failpoint('sweep:leased');
      for await (const finding of sweep.run({ ...context, signal })) {
        findings += 1;
        log.debug({ sweep: sweep.name, ...finding }, 'found');
        onFinding(finding);
        failpoint(`sweep:${sweep.name}`);
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    return { findings, error, interrupted: signal.aborted };
  });
  const { everySeconds } = sweep;
  await endSweep(
    database,
    lease,
    ending,
    ending.error ? Math.min(everySeconds, AGAIN_AFTER_FAILURE_SECONDS) : everySeconds,
  );
  return ending;
}
