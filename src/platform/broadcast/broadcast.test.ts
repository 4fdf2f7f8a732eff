import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { onEveryBackend, startPostgres, type TestBackend } from '../queue/backends.fixture';
import { type Broadcast, createBroadcast } from './broadcast';
import { startEcho } from './echo.fixture';
import { MOST_BYTES } from './frame';

const log = pino({ level: 'silent' });
const opened: Broadcast[] = [];

function connect({ backend }: TestBackend): Broadcast {
  const broadcast = createBroadcast(backend, log);
  opened.push(broadcast);
  return broadcast;
}

async function open(server: TestBackend): Promise<Broadcast> {
  const broadcast = connect(server);
  await broadcast.ready();
  return broadcast;
}

/** All that is heard on a channel, as it comes in. */
function hear(broadcast: Broadcast, channel: string): unknown[] {
  const heard: unknown[] = [];
  broadcast.subscribe(channel, (message) => heard.push(message));
  return heard;
}

function countGaps(broadcast: Broadcast): { count: number } {
  const gaps = { count: 0 };
  broadcast.onGap(() => (gaps.count += 1));
  return gaps;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

/** Publishes until it works, and resolves once everyone has heard this. */
async function marker(from: Broadcast, ...by: Broadcast[]): Promise<void> {
  const heard = by.map((broadcast) => hear(broadcast, 'marker'));
  await from.publish('marker', 'here');
  await until(() => heard.every((messages) => messages.length > 0));
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((broadcast) => broadcast.close()));
});

onEveryBackend((start) => {
  let server: TestBackend;

  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.stop());

  test('a message reaches everyone who listens to its channel, the sender too, exactly once', async () => {
    const [sender, other] = [await open(server), await open(server)];
    const heard = [hear(sender, 'news'), hear(other, 'news'), hear(other, 'news')];
    const elsewhere = hear(other, 'weather');
    await sender.publish('news', { id: 'ä', count: 3 });
    await marker(sender, sender, other);
    expect(heard).toEqual([[{ id: 'ä', count: 3 }], [{ id: 'ä', count: 3 }], [{ id: 'ä', count: 3 }]]);
    expect(elsewhere).toEqual([]);
  });

  test('the messages of one process arrive in their order', async () => {
    const [sender, other] = [await open(server), await open(server)];
    const heard = hear(other, 'news');
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    await Promise.all(numbers.map((number) => sender.publish('news', number)));
    await until(() => heard.length >= 200);
    expect(heard).toEqual(numbers);
  });

  test('processes hear each other, also after an outage that both lived through', async () => {
    const asking = await open(server);
    const answers = hear(asking, 'answer');
    const gaps = countGaps(asking);
    const echo = await startEcho(server.backend);
    await asking.publish('ask', 1);
    await until(() => answers.length === 1);
    await server.goAway();
    await until(() => !asking.isListening());
    await server.comeBack();
    await until(() => gaps.count === 1);
    while (answers.length === 1) {
      await asking.publish('ask', 2);
      await sleep(50);
    }
    expect(answers.slice(0, 2)).toEqual([1, 2]);
    const exited = once(echo, 'exit');
    echo.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  test('who has unsubscribed hears nothing, and the others still do', async () => {
    const broadcast = await open(server);
    const heard = hear(broadcast, 'news');
    const left: unknown[] = [];
    const leave = broadcast.subscribe('news', (message) => left.push(message));
    await broadcast.publish('news', 1);
    await marker(broadcast, broadcast);
    leave();
    leave();
    await broadcast.publish('news', 2);
    await marker(broadcast, broadcast);
    expect([heard, left]).toEqual([[1, 2], [1]]);
  });

  test('a listener that throws keeps no other from hearing', async () => {
    const broadcast = await open(server);
    broadcast.subscribe('news', () => {
      throw new Error('no');
    });
    const heard = hear(broadcast, 'news');
    await broadcast.publish('news', 1);
    await broadcast.publish('news', 2);
    await marker(broadcast, broadcast);
    expect(heard).toEqual([1, 2]);
  });

  test('a message of 7,999 bytes passes, one of 8,000 is refused and not sent', async () => {
    const broadcast = await open(server);
    const heard = hear(broadcast, 'news');
    const room = MOST_BYTES - Buffer.byteLength('news ""');
    const fits = 'é' + 'x'.repeat(room - 2);
    await broadcast.publish('news', fits);
    await expect(broadcast.publish('news', `${fits}x`)).rejects.toThrow(RangeError);
    await marker(broadcast, broadcast);
    expect(heard).toEqual([fits]);
  });

  test.each([
    ['two words', 1],
    ['', 1],
    ['news', undefined],
    ['news', () => 1],
  ])('what cannot be sent is refused: %j, %p', async (channel, message) => {
    const broadcast = await open(server);
    await expect(broadcast.publish(channel, message)).rejects.toThrow(TypeError);
  });

  test('an outage refuses messages, and its end is told as a gap once messages are heard again', async () => {
    const broadcast = await open(server);
    const heard = hear(broadcast, 'news');
    const gaps = countGaps(broadcast);
    await broadcast.publish('news', 'before');
    await until(() => heard.length === 1);
    await server.goAway();
    await until(() => !broadcast.isListening());
    await expect(broadcast.publish('news', 'during')).rejects.toThrow();
    expect(gaps.count).toBe(0);
    await server.comeBack();
    await until(() => gaps.count > 0);
    expect(broadcast.isListening()).toBe(true);
    await broadcast.publish('news', 'after');
    await until(() => heard.includes('after'));
    expect(heard).toEqual(['before', 'after']);
    expect(gaps.count).toBe(1);
  });

  test('a backend that answers nothing any more is noticed, and then heard again', async () => {
    const broadcast = await open(server);
    const heard = hear(broadcast, 'news');
    const gaps = countGaps(broadcast);
    server.freeze();
    await until(() => !broadcast.isListening());
    server.thaw();
    await until(() => gaps.count > 0 && broadcast.isListening());
    await broadcast.publish('news', 'after');
    await until(() => heard.includes('after'));
  });

  test('a backend that comes up later is heard then, and what was missed is a gap', async () => {
    await server.goAway();
    const broadcast = connect(server);
    const heard = hear(broadcast, 'news');
    const gaps = countGaps(broadcast);
    await expect(broadcast.ready()).rejects.toThrow();
    expect(broadcast.isListening()).toBe(false);
    await server.comeBack();
    await until(() => gaps.count === 1);
    await broadcast.ready();
    await broadcast.publish('news', 1);
    await until(() => heard.length === 1);
  });

  test('after closing, nothing is heard and nothing is sent, also while the backend is away', async () => {
    const [closed, other] = [await open(server), await open(server)];
    const heard = hear(closed, 'news');
    await closed.close();
    await other.publish('news', 1);
    await marker(other, other);
    expect(heard).toEqual([]);
    await expect(closed.publish('news', 2)).rejects.toThrow();
    await server.goAway();
    await other.close();
    expect(other.isListening()).toBe(false);
  });
});

test('a PostgreSQL that ends the connection that listens is listened to again, with a gap', async () => {
  const server = await startPostgres();
  const broadcast = await open(server);
  const heard = hear(broadcast, 'news');
  const gaps = countGaps(broadcast);
  const client = new Client({ connectionString: server.backend.url });
  await client.connect();
  const { rows } = await client.query<{ ended: boolean }>(
    `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN vitrine_broadcast%'`,
  );
  await client.end();
  expect(rows).toEqual([{ ended: true }]);
  await until(() => gaps.count === 1);
  await broadcast.publish('news', 1);
  await until(() => heard.length === 1);
  await broadcast.close();
  await server.stop();
});
