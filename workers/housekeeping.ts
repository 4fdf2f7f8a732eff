import { fleetSweeps, LOCAL_SWEEPS } from '../src/sweeps';
import { type Platform } from '../src/platform/open-platform';
import { type Sweep } from '../src/platform/sweeps/sweep';
import { SweepRunner } from '../src/platform/sweeps/sweep-runner';
import { type StartWorker, type Worker } from './worker';

/**
 * Heals and tidies. Its clocks are its own and the database's rather than the queue's, since it has to work when the
 * queue has lost everything. Any number of processes may do it at once.
 */
export const startHousekeeping: StartWorker = (platform) => {
  const loops = [
    ...LOCAL_SWEEPS.map((sweep) => repeat(platform, sweep)),
    new SweepRunner(platform, fleetSweeps()),
  ];
  return {
    async close() {
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
};

/**
 * Runs a sweep now and then again, each time so long after it has ended; what fails is logged and repeated. The
 * sweep is told by its signal when it shall end early.
 */
function repeat(platform: Platform, sweep: Sweep): Worker {
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    try {
      for await (const finding of sweep.run({ ...platform, dryRun: false, signal: closing.signal })) {
        platform.log.debug({ sweep: sweep.name, ...finding }, 'found');
      }
    } catch (error) {
      platform.log.error({ err: error, sweep: sweep.name }, 'a sweep failed; trying again');
    }
    if (!closing.signal.aborted) timer = setTimeout(() => void (running = run()), sweep.everySeconds * 1_000);
  };
  let running = run();
  return {
    close() {
      closing.abort();
      clearTimeout(timer);
      return running;
    },
  };
}
