import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { QUERY_LIMITS } from '../graphql/limits/query-limits';
import { SOCKET_LIMITS } from '../graphql/websocket/socket-limits';
import { greeting, runOnce, SocketClients } from './testing/socket-clients';
import { type EchoServer, startEchoServer } from './testing/start-echo-server';

let echo: EchoServer;
const clients = new SocketClients(() => echo);
beforeAll(async () => {
  echo = await startEchoServer({
    queries: { ...QUERY_LIMITS, depth: 4, cost: 100 },
    sockets: { ...SOCKET_LIMITS, operations: 3, messageBytes: 5_000, initMs: 200, pingMs: 100 },
  });
});
afterEach(() => clients.end());
afterAll(() => echo.close());

describe('operations over a WebSocket keep the limits', () => {
  const codeOf = async (query: string, variables = {}) => {
    try {
      const result = (await runOnce(clients.client(), query, variables)) as {
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
    const client = clients.client();
    for (let index = 0; index < 3; index += 1) await clients.subscribe(client, 'subscription { ticks }');
    await expect(runOnce(client, 'subscription { ticks }')).rejects.toMatchObject([
      {
        message: 'At most 3 operations may be open on one connection.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(await clients.open('subscriptions')).toBe(3);
  });

  test('a message over the limit closes the connection', async () => {
    const { socket, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting());
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
    const { socket, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(message);
    expect(await ended).toBe(code);
  });

  test('a second greeting closes the connection', async () => {
    const { socket, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting());
    socket.send(greeting());
    expect(await ended).toBe(4429);
  });

  test('a client that does not greet is closed', async () => {
    expect(await clients.socket().ended).toBe(4408);
  });

  test('a client that does not answer pings is cut', async () => {
    const { socket, ended } = clients.socket();
    await once(socket, 'open');
    socket.send(greeting());
    socket.pause(); // neither reads nor answers
    await clients.none('sockets');
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
  socket.send(greeting());
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
