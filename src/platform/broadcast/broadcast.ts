import { type Log } from '../log';
import { type QueueBackend } from '../queue';
import { postgresBroadcast } from './postgres-broadcast';
import { redisBroadcast } from './redis-broadcast';

/**
 * Messages between the processes of the fleet. Each reaches every process that is connected at the moment, the
 * sender's own included, at most once; nothing is kept for those who are away. What a process may have missed
 * it learns by `onGap`.
 */
export interface Broadcast {
  /**
   * Sends a message, which must survive JSON. With its channel it has at most 7,999 bytes, as it carries ids: a longer
   * one throws RangeError. Rejects within seconds when the backend does not answer; the message may have gone out
   * nevertheless. Messages of one process arrive in the order in which they were published.
   */
  publish(channel: string, message: unknown): Promise<void>;
  /** Calls `listener` with each message of the channel, from now on where `ready` has resolved; returns the undoing. */
  subscribe(channel: string, listener: (message: unknown) => void): () => void;
  /** Calls `listener` when messages may have been missed, once they can be heard again; returns the undoing. */
  onGap(listener: () => void): () => void;
  /** Whether messages are heard at this moment: while not, caches that live by them cannot be trusted. */
  isListening(): boolean;
  /** Resolves once messages can be sent and heard; rejects when that takes more than some seconds. */
  ready(): Promise<void>;
  /** Listeners hear nothing further. Returns in bounded time. */
  close(): Promise<void>;
}

/** Connects to the backend and listens, now or as soon as it is there. */
export function createBroadcast(backend: QueueBackend, log: Log): Broadcast {
  return backend.kind === 'redis' ? redisBroadcast(backend.url, log) : postgresBroadcast(backend.url, log);
}
