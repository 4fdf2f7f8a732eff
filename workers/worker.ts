import { type Platform } from '../src/platform/open-platform';

/** Something that works in the background until it is closed: it takes nothing new then, and ends what it began. */
export interface Worker {
  close(): Promise<void>;
}

export type StartWorker = (platform: Platform) => Worker;
