import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { type Log } from '../log';
import { settlesWithin, withDeadline } from '../queue/deadline';
import { OutageLog } from '../queue/outage-log';
import { type Broadcast } from './broadcast';
import { frame } from './frame';
import { Listeners } from './listeners';
import { Listening } from './listening';

const CHANNEL = 'vitrine_broadcast';
const ANSWER_MS = 5_000;
const HEARTBEAT_MS = 10_000;
const RETRY_MOST_MS = 2_000;

/**
 * One statement is one transaction, whose commit is not worth waiting for the disk: set here rather than on the
 * session, which a pooler may share out.
 */
const NOTIFY = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', $1)`;

/** Broadcasts by NOTIFY: a connection that listens to the one channel, and one to send by, in order. */
export function postgresBroadcast(url: string, log: Log): Broadcast {
  const listeners = new Listeners(log);
  const listening = new Listening(() => listeners.gap());
  const receiver = receive(url, log, listeners, listening);

  const outage = new OutageLog(log, 'publishing broadcasts on PostgreSQL');
  const sender = new Pool({ ...connectionTo(url), max: 1, idleTimeoutMillis: 0 });
  let closed = false;
  sender.on('error', (error) => {
    if (!closed) outage.failed(error);
  });
  sender.on('connect', () => outage.recovered());

  return {
    async publish(channel, message) {
      const text = frame(channel, message);
      await withDeadline('publishing on PostgreSQL', ANSWER_MS, sender.query(NOTIFY, [text]));
    },
    subscribe: (channel, listener) => listeners.add(channel, listener),
    onGap: (listener) => listeners.addGap(listener),
    isListening: () => listening.isOn(),
    async ready() {
      const ping = withDeadline('asking PostgreSQL', ANSWER_MS, sender.query('SELECT'));
      await Promise.all([listening.until(ANSWER_MS), ping]);
    },
    async close() {
      closed = true;
      listeners.clear();
      await Promise.all([receiver.close(), settlesWithin(ANSWER_MS, sender.end())]);
    },
  };
}

/** Listens for as long as it is not closed: over a new connection, a little later, whenever one is lost. */
function receive(url: string, log: Log, listeners: Listeners, listening: Listening) {
  const closing = new AbortController();
  const outage = new OutageLog(log, 'listening to broadcasts on PostgreSQL');

  async function listenOnce(): Promise<void> {
    const client = new Client(connectionTo(url));
    const lost = new AbortController();
    const close = () => lost.abort();
    closing.signal.addEventListener('abort', close);
    client.on('error', close);
    client.on('end', close);
    client.on('notification', ({ payload }) => listeners.deliver(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      outage.recovered();
      listening.began();
      // TCP takes a quarter of an hour to notice that the other end is gone; a question takes seconds.
      while (await rest(HEARTBEAT_MS, lost.signal)) await client.query('SELECT');
      throw new Error('the connection that listens was lost');
    } finally {
      closing.signal.removeEventListener('abort', close);
      listening.lost();
      await settlesWithin(1_000, client.end());
    }
  }

  async function listen(): Promise<void> {
    let failures = 0;
    do {
      const since = Date.now();
      await listenOnce().catch((error: unknown) => {
        if (!closing.signal.aborted) outage.failed(error as Error);
      });
      failures = Date.now() - since > HEARTBEAT_MS ? 0 : failures + 1;
    } while (await rest(retryAfter(failures), closing.signal));
  }

  const ended = listen();
  return {
    close: () => {
      closing.abort();
      return ended;
    },
  };
}

/** Resolves with true after `ms`, or with false as soon as the signal is aborted. */
async function rest(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

/** Twice as long each time, from 50 ms to two seconds, give or take a quarter. */
function retryAfter(failures: number): number {
  return Math.min(50 * 2 ** failures, RETRY_MOST_MS) * (0.75 + Math.random() / 2);
}

function connectionTo(url: string) {
  return {
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: 'vitrine-broadcast',
  };
}
