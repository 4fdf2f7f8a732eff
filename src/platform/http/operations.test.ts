import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { refuse, UserErrorCode } from '../errors';
import { gate } from './testing/echo-schema';
import { type EchoServer, post, read, startEchoServer } from './testing/start-echo-server';
import { HTTP_DEFAULTS } from './http-config';

const started: EchoServer[] = [];
const start = async (...args: Parameters<typeof startEchoServer>) => {
  const echo = await startEchoServer(...args);
  started.push(echo);
  return echo;
};
afterEach(async () => {
  gate.open();
  for (const echo of started.splice(0)) await echo.close();
});

describe('health', () => {
  test('a live process says so, without looking at anything', async () => {
    const echo = await start({}, { checks: { database: () => Promise.reject(new Error('gone')) } });
    const response = await fetch(`${echo.url}/health/live`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  test('readiness names each check, and fails with one that fails or takes too long', async () => {
    let isDatabaseUp = true;
    let isQueueUp = true;
    const echo = await start(
      { timeouts: { ...HTTP_DEFAULTS.timeouts, healthMs: 50 } },
      {
        checks: {
          database: () => (isDatabaseUp ? Promise.resolve() : Promise.reject(new Error('10.0.0.7 refused'))),
          queue: () => (isQueueUp ? Promise.resolve() : new Promise(() => undefined)),
        },
      },
    );
    const ready = async () => {
      const response = await fetch(`${echo.url}/health/ready`);
      return { status: response.status, body: await response.json() };
    };
    const ms = expect.any(Number) as number;
    expect(await ready()).toEqual({
      status: 200,
      body: { status: 'ok', checks: { database: { status: 'ok', ms }, queue: { status: 'ok', ms } } },
    });
    isDatabaseUp = false;
    isQueueUp = false;
    expect(await ready()).toEqual({
      status: 503,
      body: {
        status: 'failed',
        checks: { database: { status: 'failed', ms }, queue: { status: 'timed out', ms } },
      },
    });
    expect(echo.lines.find(({ check }) => check === 'database')).toMatchObject({
      err: { message: '10.0.0.7 refused' },
    });
    isDatabaseUp = true;
    isQueueUp = true;
    expect((await ready()).status).toBe(200);
  });

  test('however many ask at once, a check runs once', async () => {
    let runs = 0;
    const check = async () => {
      runs += 1;
      await gate.wait();
    };
    const echo = await start({}, { checks: { database: check } });
    const asked = Array.from({ length: 20 }, () => fetch(`${echo.url}/health/ready`));
    await gate.arrived(1);
    while ((await fetch(`${echo.url}/health/live`)).status !== 200) await sleep(5);
    gate.open();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(runs).toBeLessThan(20);
  });
});

describe('metrics', () => {
  const textOf = async ({ url }: EchoServer) => (await fetch(`${url}/metrics`)).text();

  test('count operations by their root field, whatever clients call them', async () => {
    const echo = await start();
    for (let index = 0; index < 30; index += 1) {
      await post(echo, { query: `query Name${index} { alias${index}: echo(text: "x") }` });
    }
    await post(echo, { query: '{ few { id } one { id } }' });
    await post(echo, { query: '{ fail(how: "request") }' });
    await post(echo, { query: '{ fail(how: "boom") }' });
    const text = await textOf(echo);
    expect(text).toContain(
      'graphql_operation_duration_seconds_count{type="query",field="echo",outcome="ok"} 30',
    );
    expect(text).toContain(
      'graphql_operation_duration_seconds_count{type="query",field="(several)",outcome="ok"} 1',
    );
    expect(text).toContain(
      'graphql_operation_duration_seconds_count{type="query",field="fail",outcome="errors"} 2',
    );
    expect(text).toContain('graphql_errors_total{code="FORBIDDEN"} 1');
    expect(text).toContain('graphql_errors_total{code="INTERNAL"} 1');
    expect(text).not.toMatch(/Name\d|alias\d/);
  });

  test('count requests by the path that they are mounted at', async () => {
    const echo = await start(
      {},
      {
        routes: [{ path: '/media', handler: (_request, response) => void response.status(206).send('part') }],
      },
    );
    for (const path of ['/media/a', '/media/b', '/mediation', '/x', '/y'])
      await (await fetch(echo.url + path)).text();
    await fetch(`${echo.url}/x`, { method: 'PROPFIND' });
    const text = await textOf(echo);
    expect(text).toContain('http_request_duration_seconds_count{route="/media",method="GET",status="206"} 2');
    expect(text).toContain(
      'http_request_duration_seconds_count{route="(other)",method="GET",status="404"} 3',
    );
    expect(text).toContain(
      'http_request_duration_seconds_count{route="(other)",method="(other)",status="404"} 1',
    );
  });

  test('are for those who have the token, where there is one', async () => {
    const echo = await start({ metricsToken: 'scraper' });
    const status = async (authorization?: string) =>
      (await fetch(`${echo.url}/metrics`, { headers: authorization ? { authorization } : {} })).status;
    expect(await status()).toBe(401);
    expect(await status('Bearer scrape')).toBe(401);
    expect(await status('Bearer scraper')).toBe(200);
  });
});

describe('the log', () => {
  test('has a line for each request, with its id and operations, and without what it carried', async () => {
    const echo = await start();
    const headers = { authorization: 'Bearer staff', 'x-request-id': 'request-1' };
    const query = 'query Echo($text: String!) { echo(text: $text) }';
    await post(echo, { query, variables: { text: 'a-secret' } }, headers);
    await fetch(`${echo.url}/graphql?query=${encodeURIComponent('{ echo(text: "a-secret") }')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    while (echo.lines.filter(({ msg }) => msg === 'request').length < 2) await sleep(5);
    expect(echo.lines[0]).toMatchObject({
      requestId: 'request-1',
      method: 'POST',
      path: '/graphql',
      status: 200,
      operations: ['query Echo'],
      cost: 1,
    });
    expect(echo.lines[1]).toMatchObject({ method: 'GET', path: '/graphql', operations: ['query echo'] });
    expect(JSON.stringify(echo.lines)).not.toMatch(/secret|staff|Bearer/);
  });

  test('a client’s address is that which the trusted proxies saw', async () => {
    const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.2' };
    const ipWith = async (trustedProxies: number, headers: Record<string, string>) => {
      const echo = await start({ trustedProxies });
      return (await post(echo, { query: '{ caller { ip } }' }, headers)).data;
    };
    expect(await ipWith(0, forwarded)).toEqual({ caller: { ip: '127.0.0.1' } });
    expect(await ipWith(2, forwarded)).toEqual({ caller: { ip: '203.0.113.9' } });
    expect(await ipWith(1, { 'x-forwarded-for': 'no address' })).toEqual({ caller: { ip: '127.0.0.1' } });
  });
});

describe('routes of modules', () => {
  test('their errors are answered as GraphQL’s are', async () => {
    const echo = await start(
      {},
      {
        routes: [
          {
            path: '/refusing',
            handler: () => {
              throw refuse(UserErrorCode.TAKEN, 'Taken.');
            },
          },
          {
            path: '/broken',
            handler: () => {
              throw new Error('SELECT secret');
            },
          },
        ],
      },
    );
    const broken = await read(
      await fetch(`${echo.url}/broken`, { headers: { 'x-request-id': 'request-2' } }),
    );
    expect(broken.status).toBe(500);
    expect(JSON.parse(broken.text)).toEqual({
      errors: [
        {
          message: 'Something went wrong on our side.',
          extensions: { code: 'INTERNAL', requestId: 'request-2' },
        },
      ],
    });
    const refusing = await read(await fetch(`${echo.url}/refusing`));
    expect(refusing).toMatchObject({ status: 400, errors: [{ message: 'Taken.' }] });
  });
});

describe('draining', () => {
  const HELD = '{ held }';

  test('lets a running request finish, refuses new ones, and closes what is idle', async () => {
    const echo = await start({}, { checks: {} });
    const idle = await connected(echo);
    idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    const silent = await connected(echo);
    const running = post(echo, { query: HELD });
    await gate.arrived(1);
    const drained = echo.server.drain(30_000);
    await Promise.all([once(idle, 'close'), once(silent, 'close')]);
    await expect(connected(echo)).rejects.toThrow('ECONNREFUSED');
    gate.open();
    const answer = await running;
    expect(answer.data).toEqual({ held: 'released' });
    expect(answer.headers.get('connection')).toBe('close');
    expect(await drained).toBe(true);
  });

  test('tells a load balancer that still asks on an open connection', async () => {
    const echo = await start();
    const balancer = await connected(echo);
    balancer.write('GET /health/ready HTTP/1.1\r\nHo'); // under way when the draining begins
    while (!balancer.writableNeedDrain && balancer.writableLength > 0) await sleep(5);
    const other = post(echo, { query: HELD });
    await gate.arrived(1);
    const drained = echo.server.drain(30_000);
    let text = '';
    balancer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    balancer.write('st: x\r\n\r\n');
    await once(balancer, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(text).toContain('{"status":"draining","checks":{}}');
    gate.open();
    await other;
    expect(await drained).toBe(true);
  });

  test('sends WebSockets away with 1001', async () => {
    const echo = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${echo.port}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    expect(await echo.server.drain(30_000)).toBe(true);
    expect((await closed)[0]).toBe(1001);
  });

  test('cuts what is still there after the grace, and says so', async () => {
    const echo = await start();
    const running = post(echo, { query: HELD });
    await gate.arrived(1);
    const stubborn = new WebSocket(`ws://127.0.0.1:${echo.port}/graphql`, 'graphql-transport-ws');
    await once(stubborn, 'open');
    stubborn.pause();
    const failed = expect(running).rejects.toThrow();
    expect(await echo.server.drain(100)).toBe(false);
    await failed;
    stubborn.terminate();
  });
});

async function connected({ port }: EchoServer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
