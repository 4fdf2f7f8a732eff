import { type PubSub } from 'type-graphql';
import { type Broadcast } from '../broadcast';
import { type BroadcastEvent, EVENTS_CHANNEL } from '../outbox/hand-on-events';

/**
 * Lets subscriptions of this process hear the events of all processes: each event is published under its name as
 * the topic and its workspace as the id, so that a subscriber only ever hears those of its own workspace.
 */
export function bridgeEvents(broadcast: Broadcast, pubSub: PubSub): () => void {
  return broadcast.subscribe(EVENTS_CHANNEL, (message) => {
    const { name, workspaceId, payload } = message as BroadcastEvent;
    pubSub.publish(name, workspaceId, payload);
  });
}
