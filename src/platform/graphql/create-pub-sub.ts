import { Repeater } from '@graphql-yoga/subscription';
import { type PubSub } from 'type-graphql';
import { RequestError, RequestErrorCode } from '../errors';

/** Events that may wait for one subscriber; repeaters themselves give up at 1,024. */
const MOST_WAITING = 256;

type Receive = (payload: unknown) => void;

/**
 * Topics within this process, for TypeGraphQL's subscriptions: `publish(topic, payload)`, or
 * `publish(topic, id, payload)` for those who subscribed to the topic with that id. Publishing never waits and never throws: a
 * subscriber for whom more than 256 events wait is ended with SERVICE_UNAVAILABLE, rather than left with a gap
 * that it does not know of. (`createPubSub` of @graphql-yoga/subscription throws out of the event's dispatch at
 * 1,024, which ends the process.)
 */
export function createPubSub(): PubSub {
  const topics = new Map<string, Set<Receive>>();

  return {
    publish(topic, ...args) {
      const [name, payload] = args.length < 2 ? [topic, args[0]] : [topicOf(topic, args[0]), args[1]];
      for (const receive of topics.get(name) ?? []) receive(payload);
    },

    subscribe(topic, id) {
      const name = topicOf(topic, id);
      return new Repeater<unknown>(async (push, stop) => {
        const receivers = topics.get(name) ?? new Set();
        topics.set(name, receivers);
        let waiting = 0;
        const receive = (payload: unknown): void => {
          if (waiting === MOST_WAITING) {
            receivers.delete(receive);
            stop(new RequestError(RequestErrorCode.SERVICE_UNAVAILABLE, 'Too slow for what happens here.'));
            return;
          }
          waiting += 1;
          const taken = () => void (waiting -= 1);
          push(payload).then(taken, taken);
        };
        receivers.add(receive);
        await stop;
        receivers.delete(receive);
        if (receivers.size === 0 && topics.get(name) === receivers) topics.delete(name);
      });
    },
  };
}

function topicOf(topic: string, id: unknown): string {
  return id === undefined ? topic : `${topic}:${JSON.stringify(id)}`;
}
