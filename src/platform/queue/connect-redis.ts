import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { type Log } from '../log';
import { DeadlineExceeded, settlesWithin } from './deadline';
import { OutageLog } from './outage-log';

const CONNECT_MS = 5_000;
/** How long the other end may take to agree that a connection is closed. */
const DISCONNECT_MS = 500;
const WATCH_MS = 5_000;
const RETRY_MOST_MS = 2_000;

/**
 * A client of Redis that never gives up: it reconnects for as long as it is not closed, logs an outage once, and
 * leaves a connection on which nothing answers. Copies that BullMQ makes of it (one for each worker, to wait on)
 * are kept, so that `shut` reaches those that wait for a server that is gone.
 */
export class SteadyRedis extends Redis {
  readonly #outage: OutageLog;
  readonly #copies: Redis[] = [];
  readonly #inHandshake = new Set<Redis>();
  readonly #watch: NodeJS.Timeout;
  #becomesReady: Promise<void> | null = null;

  constructor(url: string, log: Log, what: string, options: RedisOptions = {}) {
    super(url, {
      // BullMQ demands it of the connections it waits on: commands wait for the server, however long it is away.
      maxRetriesPerRequest: null,
      connectTimeout: CONNECT_MS,
      disconnectTimeout: DISCONNECT_MS,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RETRY_MOST_MS) * (0.75 + Math.random() / 2),
      ...options,
    });
    this.#outage = new OutageLog(log, what);
    this.on('error', (error: Error) => this.#outage.failed(error));
    this.on('ready', () => this.#outage.recovered());
    this.#watch = setInterval(() => {
      for (const client of [this, ...this.#copies]) this.leaveStuckHandshake(client);
      void this.leaveSilence();
    }, WATCH_MS).unref();
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(override);
    copy.on('error', (error: Error) => this.#outage.failed(error));
    this.#copies.push(copy);
    return copy;
  }

  /**
   * Resolves once commands can be sent; rejects with DeadlineExceeded after `ms`. What is sent before is kept until
   * the server is back, without bound: those who must answer in time ask here first.
   */
  async untilReady(ms: number): Promise<void> {
    if (this.isReady()) return;
    if (this.status === 'end') throw new Error('The connection to Redis is closed.');
    this.#becomesReady ??= new Promise((resolve) => {
      this.once('ready', () => {
        this.#becomesReady = null;
        resolve();
      });
    });
    if (!(await settlesWithin(ms, this.#becomesReady))) throw new DeadlineExceeded('connecting to Redis', ms);
  }

  /** Closes it and its copies for good: politely where the server answers, else by cutting the connection. */
  async shut(): Promise<void> {
    clearInterval(this.#watch);
    const cut = Promise.all(this.#copies.map(end));
    if (!this.isReady() || !(await settlesWithin(1_000, this.quit()))) await end(this);
    await cut;
  }

  /** A server that was frozen, or a machine that vanished, takes connections and then says nothing. */
  private leaveStuckHandshake(client: Redis): void {
    if (client.status !== 'connect') {
      this.#inHandshake.delete(client);
    } else if (this.#inHandshake.has(client)) {
      this.#inHandshake.delete(client);
      client.disconnect(true);
    } else {
      this.#inHandshake.add(client);
    }
  }

  /** TCP notices a silent other end after a quarter of an hour. BullMQ itself watches the copies it waits on. */
  private async leaveSilence(): Promise<void> {
    if (!this.isReady()) return;
    if (!(await settlesWithin(WATCH_MS, this.ping())) && this.isReady()) this.disconnect(true);
  }

  private isReady(): boolean {
    return this.status === 'ready';
  }
}

/**
 * Cuts the connection, and has all that waits for it fail. A client between two attempts to connect would not notice
 * (its commands wait for ever), so it is made to begin the next attempt, which is then cut short.
 */
async function end(client: Redis): Promise<void> {
  if (client.status === 'end') return;
  const ended = once(client, 'end');
  if (client.status === 'reconnecting') client.connect().catch(() => undefined);
  client.disconnect();
  await settlesWithin(3_000, ended);
}
