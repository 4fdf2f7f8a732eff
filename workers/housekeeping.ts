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
    repeat('requeue due media', 5 * SECOND, log, () => requeueDue(database, unitOfWork, log)),
    repeat('sweep stray bytes', HOUR, log, () => sweepStrayBytes(database, storage)),
    repeat('sweep temporary files', HOUR, log, () => storage.sweepTemporary(ABANDONED_MS)),
  ];
  return {
    async close() {
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
};

/** Does something now and then again, each time so long after it has ended; what fails is logged and repeated. */
function repeat(name: string, pauseMs: number, log: Log, work: () => Promise<unknown>): Worker {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error, task: name }, 'housekeeping failed; trying again');
    }
    if (!closed) timer = setTimeout(() => void (running = run()), pauseMs);
  };
  let running = run();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      return running;
    },
  };
}
