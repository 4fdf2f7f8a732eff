import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOCKET_LIMITS } from '../graphql/websocket/socket-limits';
import { pubSub, stored } from './testing/echo-schema';
import { greeting, runOnce, SocketClients } from './testing/socket-clients';
import { type EchoServer, startEchoServer } from './testing/start-echo-server';

const SHOP = 'https://shop.example.com';

let echo: EchoServer;
const clients = new SocketClients(() => echo);
beforeAll(async () => {
  echo = await startEchoServer({
    cors: { origins: [SHOP], credentials: false },
    sockets: { ...SOCKET_LIMITS, connections: 5 },
  });
});
afterEach(() => clients.end());
afterAll(() => echo.close());

describe('who connects', () => {
  test('anonymous clients are welcome, and a query runs in the workspace that they name', async () => {
    const result = await runOnce(
      clients.client({ workspace: 'shop' }),
      '{ caller { actor workspace greeting } }',
    );
    expect(result).toEqual({
      data: { caller: { actor: 'anonymous', workspace: 'shop', greeting: 'hello' } },
    });
  });

  test('a token is taken from the connection’s parameters', async () => {
    const result = await runOnce(clients.client({ authorization: 'Bearer staff' }), '{ caller { actor } }');
    expect(result).toEqual({ data: { caller: { actor: 'user' } } });
  });

  test.each([
    [{ authorization: 'Bearer stolen' }, 4401],
    [{ authorization: 'Bearer staff', workspace: 'other' }, 4403],
  ])('%j is refused with %d', async (payload, code) => {
    const { socket, messages, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting(payload));
    expect(await ended).toBe(code);
    expect(messages).toEqual([]);
  });

  test('a connection ends when its token runs out, with what is open on it', async () => {
    const { socket, messages, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting({ authorization: `Bearer until:${Date.now() + 150}` }));
    socket.send(JSON.stringify({ type: 'ping' }));
    while (messages.length < 2) await sleep(5);
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { ticks }' } }));
    expect(await ended).toBe(4403);
    await clients.none('subscriptions');
  });

  test('a token that has run out already opens nothing', async () => {
    const { socket, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting({ authorization: `Bearer until:${Date.now() - 1_000}` }));
    expect(await ended).toBe(4403);
  });

  test('pages of other origins are refused, those on the list and our own are not', async () => {
    expect(await clients.socket({ origin: 'https://evil.example.com' }).ended).toBe(403);
    for (const origin of [SHOP, `http://127.0.0.1:${echo.port}`]) {
      const { socket } = clients.socket({ origin });
      await once(socket, 'open');
    }
  });

  test('other paths are 404, other protocols are closed', async () => {
    expect(await clients.socket({ path: '/elsewhere' }).ended).toBe(404);
    expect(await clients.socket({ protocol: 'graphql-ws' }).ended).toBe(1006);
  });

  test('so many connections may be open, one more is 503', async () => {
    for (let index = 0; index < 5; index += 1) await once(clients.socket().socket, 'open');
    expect(await clients.socket().ended).toBe(503);
  });
});

describe('subscriptions', () => {
  test('get each event, and those of a room only its own', async () => {
    const client = clients.client();
    const all = await clients.subscribe(client, 'subscription { ticks }');
    const room = await clients.subscribe(client, 'subscription ($room: ID!) { roomTicks(room: $room) }', {
      room: 'a',
    });
    pubSub.publish('ticks', 'b', 'not here');
    pubSub.publish('ticks', 'a', 'here');
    pubSub.publish('ticks', 'to all');
    expect((await all.first).value).toEqual({ data: { ticks: 'to all' } });
    expect((await room.first).value).toEqual({ data: { roomTicks: 'a: here' } });
  });

  test('end when their client ends them', async () => {
    const { results, first } = await clients.subscribe(clients.client(), 'subscription { ticks }');
    await results.return?.();
    await first;
    await clients.none('subscriptions');
    expect(await clients.open('sockets')).toBeLessThanOrEqual(1);
  });

  test('load anew for each event', async () => {
    stored.value = 'first';
    const { first, results } = await clients.subscribe(clients.client(), 'subscription { storedValue }');
    pubSub.publish('ticks', '');
    expect((await first).value).toEqual({ data: { storedValue: 'first' } });
    stored.value = 'second';
    pubSub.publish('ticks', '');
    expect((await results.next()).value).toEqual({ data: { storedValue: 'second' } });
  });

  test('mask the errors of an event', async () => {
    const { first } = await clients.subscribe(clients.client(), 'subscription { failing }');
    pubSub.publish('ticks', '');
    const result = (await first).value as { errors: { message: string; extensions: object }[] };
    expect(result.errors).toMatchObject([
      { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL' } },
    ]);
    expect(JSON.stringify(result)).not.toContain('SELECT');
  });

  test('that nobody reads end rather than grow, and take nothing down', async () => {
    const events = pubSub.subscribe('ticks')[Symbol.asyncIterator]();
    const first = events.next();
    for (let index = 0; index < 2_000; index += 1) pubSub.publish('ticks', String(index));
    expect(await first).toEqual({ done: false, value: '0' });
    const drain = async () => {
      for (let count = 1; ; count += 1) if ((await events.next()).done) return count;
    };
    await expect(drain()).rejects.toThrow('Too slow');
  });
});
