import { requeueDue, sweepStrayBytes } from '../src/media';
import { type Log } from '../src/platform/log';
import { type StartWorker, type Worker } from './worker';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Temporary files that nobody wrote to for so long belong to nobody alive. */
const ABANDONED_MS = 24 * HOUR;

/**
 * Heals and tidies. Its clock is its own rather than the queue's, since it has to work when the queue has lost
 * everything; any number of processes may do it at once.
 */
export const startHousekeeping: StartWorker = ({ database, unitOfWork, storage, log }) => {
  const loops = [
    repeat('requeue due media', 5 * SECOND, log, (signal) => requeueDue(database, unitOfWork, log, signal)),
    repeat('sweep stray bytes', HOUR, log, (signal) => sweepStrayBytes(database, storage, { signal })),
    repeat('sweep temporary files', HOUR, log, () => storage.sweepTemporary(ABANDONED_MS)),
  ];
  return {
    async close() {
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
};

/**
 * Does something now and then again, each time so long after it has ended; what fails is logged and repeated. The
 * work is told by its signal when it shall end early.
 */
function repeat(
  name: string,
  pauseMs: number,
  log: Log,
  work: (signal: AbortSignal) => Promise<unknown>,
): Worker {
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    try {
      await work(closing.signal);
    } catch (error) {
      log.error({ err: error, task: name }, 'housekeeping failed; trying again');
    }
    if (!closing.signal.aborted) timer = setTimeout(() => void (running = run()), pauseMs);
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
