import { type StartWorker } from './worker';

/** Moves committed events from the outbox to the queues and the other processes. */
export const startRelay: StartWorker = ({ relay }) => {
  relay.start();
  return { close: () => relay.stop() };
};
