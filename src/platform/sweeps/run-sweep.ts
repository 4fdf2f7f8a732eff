import { failpoint } from '../failpoint';
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
  const lost = new AbortController();
  const renew = async () => {
    try {
      if (!(await renewSweep(database, lease))) lost.abort();
    } catch (error) {
      log.warn({ err: error, sweep: sweep.name }, 'the lease of a sweep could not be renewed; trying again');
    }
  };
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  const signal = AbortSignal.any([context.signal, lost.signal]);
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
  } finally {
    clearInterval(timer);
  }
  const ending = { findings, error, interrupted: signal.aborted };
  const { everySeconds } = sweep;
  await endSweep(
    database,
    lease,
    ending,
    error ? Math.min(everySeconds, AGAIN_AFTER_FAILURE_SECONDS) : everySeconds,
  );
  return ending;
}
