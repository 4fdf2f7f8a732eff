import { type Log } from '../log';
import { SteadyRedis } from '../queue/connect-redis';
import { withDeadline } from '../queue/deadline';
import { type Broadcast } from './broadcast';
import { frame } from './frame';
import { Listeners } from './listeners';
import { Listening } from './listening';

const CHANNEL = 'vitrine:broadcast';
const ANSWER_MS = 5_000;

/** Broadcasts by Redis: a connection that is subscribed to the one channel, and one to publish by. */
export function redisBroadcast(url: string, log: Log): Broadcast {
  const listeners = new Listeners(log);
  const listening = new Listening(() => listeners.gap());
  const publisher = new SteadyRedis(url, log, 'publishing broadcasts on Redis');
  // Subscribed by hand: only so is it known when messages are heard again.
  const subscriber = new SteadyRedis(url, log, 'listening to broadcasts on Redis', {
    autoResubscribe: false,
  });

  subscriber.on('message', (_channel: string, text: string) => listeners.deliver(text));
  subscriber.on('close', () => listening.lost());
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).then(
      () => listening.began(),
      // The connection broke again; the next one subscribes.
      () => undefined,
    );
  });

  return {
    async publish(channel, message) {
      const text = frame(channel, message);
      await publisher.untilReady(ANSWER_MS);
      await withDeadline('publishing on Redis', ANSWER_MS, publisher.publish(CHANNEL, text));
    },
    subscribe: (channel, listener) => listeners.add(channel, listener),
    onGap: (listener) => listeners.addGap(listener),
    isListening: () => listening.isOn(),
    async ready() {
      await Promise.all([
        listening.until(ANSWER_MS),
        publisher
          .untilReady(ANSWER_MS)
          .then(() => withDeadline('a PING of Redis', ANSWER_MS, publisher.ping())),
      ]);
    },
    async close() {
      listeners.clear();
      listening.lost();
      await Promise.all([subscriber.shut(), publisher.shut()]);
    },
  };
}
