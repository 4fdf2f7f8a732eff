import { Repeater } from '@graphql-yoga/subscription';

/**
 * For subscriptions that answer an event several times, or not at all: all that `expand` makes of each event, in their
 * order. Ends with the events, and lets them go at once when its subscriber does.
 */
export function expandEvents<E, R>(
  events: AsyncIterable<E>,
  expand: (event: E) => Promise<readonly R[]>,
): AsyncIterable<R> {
  return new Repeater<R>(async (push, stop) => {
    const iterator = events[Symbol.asyncIterator]();
    void stop.then(() => iterator.return?.());
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      for (const each of await expand(next.value)) await push(each);
    }
    stop();
  });
}
