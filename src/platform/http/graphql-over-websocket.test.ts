import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { QUERY_LIMITS } from '../graphql/limits/query-limits';
import { SOCKET_LIMITS } from '../graphql/websocket/socket-limits';
import { pubSub, stored } from './testing/echo-schema';
import { type EchoServer, startEchoServer } from './testing/start-echo-server';

const SHOP = 'https://shop.example.com';

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({
    cors: { origins: [SHOP], credentials: false },
    queries: { ...QUERY_LIMITS, depth: 4, cost: 100 },
    sockets: {
      ...SOCKET_LIMITS,
      connections: 5,
      operations: 3,
      messageBytes: 5_000,
      initMs: 200,
      pingMs: 100,
    },
  });
});
afterAll(() => echo.close());

const clients: Client[] = [];
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const socket of sockets.splice(0)) socket.terminate();
  while ((await open('sockets')) > 0) await sleep(5);
});

const open = async (what: 'sockets' | 'subscriptions') =>
  (await echo.metrics[what].get()).values[0]?.value ?? 0;

function connectClient(connectionParams: Record<string, unknown> = {}): Client {
  const client = createClient({
    url: `ws://127.0.0.1:${echo.port}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams,
  });
  clients.push(client);
  return client;
}

/** Runs an operation that answers once. */
async function once1(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  for await (const result of client.iterate({ query, variables })) return result;
  return undefined;
}

/** Subscribes, and waits until the server has the subscription. */
async function subscribe(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const before = await open('subscriptions');
  const results = client.iterate({ query, variables });
  const first = results.next();
  while ((await open('subscriptions')) <= before) await sleep(5);
  return { first, results };
}

/** A bare socket, its messages and how it ended. */
function connectSocket(options: { origin?: string; protocol?: string; path?: string } = {}) {
  const { origin, protocol = 'graphql-transport-ws', path = '/graphql' } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${echo.port}${path}`, protocol, origin ? { origin } : {});
  sockets.push(socket);
  const messages: Record<string, unknown>[] = [];
  socket.on('message', (data: Buffer) =>
    messages.push(JSON.parse(data.toString()) as Record<string, unknown>),
  );
  const ended = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
  return { socket, messages, ended };
}

const init = (payload: object = {}) => JSON.stringify({ type: 'connection_init', payload });

describe('who connects', () => {
  test('anonymous clients are welcome, and a query runs in the workspace that they name', async () => {
    const result = await once1(
      connectClient({ workspace: 'shop' }),
      '{ caller { actor workspace greeting } }',
    );
    expect(result).toEqual({
      data: { caller: { actor: 'anonymous', workspace: 'shop', greeting: 'hello' } },
    });
  });

  test('a token is taken from the connection’s parameters', async () => {
    const result = await once1(connectClient({ authorization: 'Bearer staff' }), '{ caller { actor } }');
    expect(result).toEqual({ data: { caller: { actor: 'user' } } });
  });

  test.each([
    [{ authorization: 'Bearer stolen' }, 4401],
    [{ authorization: 'Bearer staff', workspace: 'other' }, 4403],
  ])('%j is refused with %d', async (payload, code) => {
    const { socket, messages, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init(payload));
    expect(await ended).toBe(code);
    expect(messages).toEqual([]);
  });

  test('a connection ends when its token runs out, with what is open on it', async () => {
    const { socket, messages, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init({ authorization: `Bearer until:${Date.now() + 150}` }));
    socket.send(JSON.stringify({ type: 'ping' }));
    while (messages.length < 2) await sleep(5);
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { ticks }' } }));
    expect(await ended).toBe(4403);
    while ((await open('subscriptions')) > 0) await sleep(5);
  });

  test('a token that has run out already opens nothing', async () => {
    const { socket, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init({ authorization: `Bearer until:${Date.now() - 1_000}` }));
    expect(await ended).toBe(4403);
  });

  test('pages of other origins are refused, those on the list and our own are not', async () => {
    expect(await connectSocket({ origin: 'https://evil.example.com' }).ended).toBe(403);
    for (const origin of [SHOP, `http://127.0.0.1:${echo.port}`]) {
      const { socket } = connectSocket({ origin });
      await once(socket, 'open');
    }
  });

  test('other paths are 404, other protocols are closed', async () => {
    expect(await connectSocket({ path: '/elsewhere' }).ended).toBe(404);
    expect(await connectSocket({ protocol: 'graphql-ws' }).ended).toBe(1006);
  });

  test('so many connections may be open, one more is 503', async () => {
    for (let index = 0; index < 5; index += 1) await once(connectSocket().socket, 'open');
    expect(await connectSocket().ended).toBe(503);
  });
});

describe('subscriptions', () => {
  test('get each event, and those of a room only its own', async () => {
    const client = connectClient();
    const all = await subscribe(client, 'subscription { ticks }');
    const room = await subscribe(client, 'subscription ($room: ID!) { roomTicks(room: $room) }', {
      room: 'a',
    });
    pubSub.publish('ticks', 'b', 'not here');
    pubSub.publish('ticks', 'a', 'here');
    pubSub.publish('ticks', 'to all');
    expect((await all.first).value).toEqual({ data: { ticks: 'to all' } });
    expect((await room.first).value).toEqual({ data: { roomTicks: 'a: here' } });
  });

  test('end when their client ends them', async () => {
    const { results, first } = await subscribe(connectClient(), 'subscription { ticks }');
    await results.return?.();
    await first;
    while ((await open('subscriptions')) > 0) await sleep(5);
    expect(await open('sockets')).toBeLessThanOrEqual(1);
  });

  test('load anew for each event', async () => {
    stored.value = 'first';
    const { first, results } = await subscribe(connectClient(), 'subscription { storedValue }');
    pubSub.publish('ticks', '');
    expect((await first).value).toEqual({ data: { storedValue: 'first' } });
    stored.value = 'second';
    pubSub.publish('ticks', '');
    expect((await results.next()).value).toEqual({ data: { storedValue: 'second' } });
  });

  test('mask the errors of an event', async () => {
    const { first } = await subscribe(connectClient(), 'subscription { failing }');
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

describe('operations over a WebSocket keep the limits', () => {
  const codeOf = async (query: string, variables = {}) => {
    try {
      const result = (await once1(connectClient(), query, variables)) as {
        errors?: { extensions: object }[];
      };
      return result.errors?.[0]?.extensions;
    } catch (errors) {
      return (errors as { extensions: object }[])[0]?.extensions;
    }
  };

  test.each([
    ['{ one { next { next { id } } } }', undefined],
    [
      '{ one { next { next { next { id } } } } }',
      { code: 'QUERY_TOO_COMPLEX', limit: 'depth', maximum: 4, actual: 5 },
    ],
    ['{ things(first: 49) { nodes { id number } } }', undefined],
    [
      '{ things(first: 50) { nodes { id number } } }',
      { code: 'QUERY_TOO_COMPLEX', limit: 'cost', maximum: 100, actual: 102 },
    ],
    ['{ one {', { code: 'GRAPHQL_PARSE_FAILED' }],
    ['{ nothing }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['query A { few { id } } query B { few { id } }', { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['query ($v: BigInt!) { big(value: $v) }', { code: 'BAD_USER_INPUT' }],
    ['{ fail(how: "request") }', { code: 'FORBIDDEN' }],
  ])('%s: %j', async (query, extensions) => {
    expect(await codeOf(query, { v: 'x' })).toEqual(extensions);
  });

  test('so many operations may be open at once, one more is refused', async () => {
    const client = connectClient();
    for (let index = 0; index < 3; index += 1) await subscribe(client, 'subscription { ticks }');
    await expect(once1(client, 'subscription { ticks }')).rejects.toMatchObject([
      {
        message: 'At most 3 operations may be open on one connection.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(await open('subscriptions')).toBe(3);
  });

  test('a message over the limit closes the connection', async () => {
    const { socket, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init());
    socket.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(5_000) } }));
    expect(await ended).toBe(1009);
  });

  test.each([
    ['what is no message', 'hello', 4400],
    ['a message of no known type', '{"type":"start"}', 4400],
    [
      'an operation before the greeting',
      '{"id":"1","type":"subscribe","payload":{"query":"{ few { id } }"}}',
      4401,
    ],
  ])('%s closes the connection', async (_name, message, code) => {
    const { socket, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(message);
    expect(await ended).toBe(code);
  });

  test('a second greeting closes the connection', async () => {
    const { socket, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init());
    socket.send(init());
    expect(await ended).toBe(4429);
  });

  test('a client that does not greet is closed', async () => {
    expect(await connectSocket().ended).toBe(4408);
  });

  test('a client that does not answer pings is cut', async () => {
    const { socket, ended } = connectSocket();
    await once(socket, 'open');
    socket.send(init());
    socket.pause(); // neither reads nor answers
    while ((await open('sockets')) > 0) await sleep(5);
    socket.resume();
    expect(await ended).toBe(1006);
  });
});

test('a client that reads too slowly is cut before its answers fill the memory', async () => {
  const slow = await startEchoServer({
    sockets: { ...SOCKET_LIMITS, waitingBytes: 100_000, messageBytes: 2_000_000 },
  });
  const socket = new WebSocket(`ws://127.0.0.1:${slow.port}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(init());
  await once(socket, 'message');
  socket.pause();
  const variables = { text: 'x'.repeat(1_000_000) };
  for (let id = 0; id < 40; id += 1) {
    const payload = { query: 'query ($text: String!) { echo(text: $text) }', variables };
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }));
  }
  while ((await slow.metrics.sockets.get()).values[0]?.value !== 0) await sleep(5);
  expect(slow.lines.some(({ msg }) => msg === 'a WebSocket was too slow and is cut')).toBe(true);
  socket.terminate();
  await slow.close();
});
