import { type Broadcast } from '../broadcast';
import { type Module } from '../module';
import { type JobQueues } from '../queue';
import { type HandOn } from './outbox-relay';

/** The channel on which every process hears the events that modules broadcast. */
export const EVENTS_CHANNEL = 'events';

/** An event as every process hears it. */
export interface BroadcastEvent {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Hands an event to the queues that a module wants it in, under an id that follows from the event, and to every
 * process where a module broadcasts it. An event that nobody wants is done.
 */
export function handOnEvents(modules: readonly Module[], queues: JobQueues, broadcast: Broadcast): HandOn {
  const broadcasts = new Set(modules.flatMap((module) => module.broadcasts ?? []));
  const queuesOf = (name: string) => modules.flatMap(({ jobs }) => jobs?.[name] ?? []);
  return async ({ id, workspaceId, name, payload }) => {
    await Promise.all([
      ...queuesOf(name).map((queue) =>
        queues.add(
          queue,
          name,
          { ...(payload as Record<string, string>), workspaceId },
          { jobId: `${id}-${queue}` },
        ),
      ),
      ...(broadcasts.has(name)
        ? [broadcast.publish(EVENTS_CHANNEL, { id, workspaceId, name, payload })]
        : []),
    ]);
  };
}
