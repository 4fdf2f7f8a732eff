import { type EchoServer, read, startEchoServer } from './testing/start-echo-server';
import { crossOrigin } from './cross-origin';

const SHOP = 'https://shop.example.com';
const QUERY = JSON.stringify({ query: '{ echo(text: "hi") }' });

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer(
    { cors: { origins: [SHOP, 'http://localhost:5173'], credentials: true }, https: true },
    {
      routes: [
        { path: '/media', handler: (_request, response) => void response.send('bytes'), anyOrigin: true },
        { path: '/hooks', handler: (_request, response) => void response.send('ok') },
      ],
    },
  );
});
afterAll(() => echo.close());

const preflight = (origin: string, path = '/graphql') =>
  fetch(echo.url + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization,x-workspace',
    },
  });

describe('pages of other origins', () => {
  test('an origin on the list may send what it announces', async () => {
    const { status, headers } = await preflight(SHOP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toBe('content-type,authorization,x-workspace');
    expect(headers.get('access-control-max-age')).toBe('600');
    expect(headers.get('vary')).toContain('Origin');
  });

  test.each([
    'https://evil.example.com',
    'https://shop.example.com.evil.com',
    'https://SHOP.example.com:444',
    'http://shop.example.com',
    'null',
  ])('%s is allowed nothing', async (origin) => {
    const asked = await preflight(origin);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    const sent = await fetch(`${echo.url}/graphql`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: QUERY,
    });
    expect(sent.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an allowed origin may read the request id of an answer', async () => {
    const response = await fetch(`${echo.url}/graphql`, {
      method: 'POST',
      headers: { origin: SHOP, 'content-type': 'application/json' },
      body: QUERY,
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });

  test('a route for any origin is open to all, without credentials, and its neighbours are not', async () => {
    const headers = { origin: 'https://evil.example.com' };
    const open = await fetch(`${echo.url}/media/a.webp`, { headers });
    expect(open.headers.get('access-control-allow-origin')).toBe('*');
    expect(open.headers.get('access-control-allow-credentials')).toBeNull();
    expect(open.headers.get('vary')).toBeNull();
    const neighbour = await fetch(`${echo.url}/hooks`, { headers });
    expect(await neighbour.text()).toBe('ok');
    expect(neighbour.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('the origin * cannot be had with credentials, nor among others', () => {
    expect(() => crossOrigin({ origins: ['*'], credentials: true })).toThrow('stands alone');
    expect(() => crossOrigin({ origins: ['*', SHOP], credentials: false })).toThrow('stands alone');
    expect(() => crossOrigin({ origins: ['*'], credentials: false })).not.toThrow();
  });
});

describe('requests that a page can make a browser send unasked', () => {
  const upload = (headers: Record<string, string>) => {
    const form = new FormData();
    form.set(
      'operations',
      '{"query":"mutation ($f: Upload!) { countBytes(file: $f) }","variables":{"f":null}}',
    );
    form.set('map', '{"0":["variables.f"]}');
    form.set('0', new Blob(['12345']), 'five.txt');
    return fetch(`${echo.url}/graphql`, { method: 'POST', headers, body: form }).then(read);
  };

  test('an upload without a preflight header is refused, and told why', async () => {
    const answer = await upload({});
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toMatchObject([
      {
        message: expect.stringContaining('"apollo-require-preflight: true"') as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('an empty preflight header is none', async () => {
    expect((await upload({ 'apollo-require-preflight': '' })).status).toBe(400);
  });

  test.each(['apollo-require-preflight', 'x-apollo-operation-name'])(
    'an upload with %s runs',
    async (name) => {
      expect((await upload({ [name]: 'true' })).data).toEqual({ countBytes: 5 });
    },
  );

  test('a GET without a preflight header is refused', async () => {
    const url = `${echo.url}/graphql?query=${encodeURIComponent('{ few { id } }')}`;
    expect((await fetch(url)).status).toBe(400);
    expect((await fetch(url, { headers: { 'apollo-require-preflight': 'true' } })).status).toBe(200);
  });

  test('a POST of a type that forms can send is refused', async () => {
    const response = await fetch(`${echo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: QUERY,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('CSRF');
  });
});

test('answers carry the headers that keep browsers from doing more with them', async () => {
  const { headers } = await fetch(`${echo.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: QUERY,
  });
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  });
  expect(headers.get('x-powered-by')).toBeNull();
});
