import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Answer, type EchoServer, post, read, startEchoServer } from './testing/start-echo-server';

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({
    json: { maxBytes: 20_000, timeoutMs: 200 },
    timeouts: { headersMs: 200, requestMs: 10_000, keepAliveMs: 5_000, healthMs: 100 },
  });
});
afterAll(() => echo.close());

/** Nothing of ours may show: neither files nor functions nor statements. */
const INTERNALS = /node_modules|\/src\/|\.ts:|\.js:|\bat \S+ \(|stacktrace|SELECT|\/srv\/app/;
const onlyError = (answer: Answer) => {
  expect(answer.text).not.toMatch(INTERNALS);
  expect(answer.errors).toHaveLength(1);
  return answer.errors?.[0];
};

describe('errors of operations', () => {
  test('an unexpected error is masked, names its request, and is logged whole', async () => {
    const answer = await post(echo, { query: '{ fail(how: "boom") }' }, { 'x-request-id': 'masked-error' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      errors: [
        {
          message: 'Something went wrong on our side.',
          locations: [{ line: 1, column: 3 }],
          path: ['fail'],
          extensions: { code: 'INTERNAL', requestId: 'masked-error' },
        },
      ],
      data: { fail: null },
    });
    expect(answer.text).not.toMatch(INTERNALS);
    const line = echo.lines.find(({ msg }) => msg === 'an operation failed');
    expect(line).toMatchObject({
      requestId: 'masked-error',
      err: { type: 'Error', message: 'SELECT secret FROM /srv/app failed' },
    });
    expect((line?.['err'] as { stack: string }).stack).toContain('echo-schema');
    expect(line?.['err']).not.toHaveProperty('query');
  });

  test('an error of the request keeps its code, and its siblings their data', async () => {
    const answer = await post(echo, { query: '{ fail(how: "request") few { number } }' });
    expect(answer.status).toBe(200);
    expect(onlyError(answer)).toMatchObject({ message: 'Not for you.', extensions: { code: 'FORBIDDEN' } });
    expect(answer.data).toEqual({ fail: null, few: [{ number: 1 }, { number: 2 }] });
  });

  test('a refusal that no payload took is BAD_USER_INPUT with its message', async () => {
    const answer = await post(echo, { query: '{ fail(how: "refusal") }' });
    expect(onlyError(answer)).toMatchObject({
      message: 'That name is taken.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('a value of ours that its type does not know is our fault, and not shown', async () => {
    const answer = await post(echo, { query: '{ sad { mood } }' });
    expect(onlyError(answer)).toMatchObject({ extensions: { code: 'INTERNAL' } });
    expect(answer.text).not.toContain('SAD');
  });

  test.each([
    ['{ echo(text: ', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ echo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ decimal(value: "1e3") }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ big(value: "x") }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ day(value: "soon") }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query A { echo(text: "a") } query B { echo(text: "b") }', 'OPERATION_RESOLUTION_FAILURE'],
  ])('%s is 400 and %s', async (query, code) => {
    const answer = await post(echo, { query });
    expect(answer.status).toBe(400);
    expect(onlyError(answer)?.extensions).toEqual({ code });
  });

  test.each([
    ['query ($v: Int!) { needs(number: $v) }', { v: 'three' }],
    ['query ($v: Int!) { needs(number: $v) }', {}],
    ['query ($v: Int = 3) { needs(number: $v) }', { v: null }],
    ['query ($v: BigInt!) { big(value: $v) }', { v: 'x' }],
    ['query ($v: Decimal!) { decimal(value: $v) }', { v: '12,50' }],
    ['query ($v: DateTime!) { day(value: $v) }', { v: 'soon' }],
    ['query ($v: JSON!) { json(value: $v) }', { v: nested(33) }],
    ['mutation ($v: Upload!) { countBytes(file: $v) }', { v: 'a file' }],
  ])('%s with %j is BAD_USER_INPUT', async (query, variables) => {
    expect(onlyError(await post(echo, { query, variables }))?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  test('scalars keep what cannot be a double', async () => {
    const answer = await post(echo, {
      query:
        'query ($d: Decimal!, $b: BigInt!, $j: JSON!, $t: DateTime!) { decimal(value: $d) small: big(value: 1) big(value: $b) json(value: $j) day(value: $t) }',
      variables: { d: '19.90', b: '9007199254740992', j: nested(32), t: '2026-02-03T04:05:06.789Z' },
    });
    expect(answer.data).toEqual({
      decimal: '19.90',
      small: 2,
      big: '9007199254740993',
      json: nested(32),
      day: '2026-02-03T04:05:06.789Z',
    });
  });

  test('a message does not give a huge input back', async () => {
    const query = 'query ($v: Int!) { needs(number: $v) }';
    const answer = await post(echo, { query, variables: { v: 'x'.repeat(10_000) } });
    expect(onlyError(answer)?.message).toHaveLength(401);
  });

  test('a document with a thousand faults is answered with some of them', async () => {
    const fields = Array.from({ length: 99 }, (_, index) => `nothing${index}`).join(' ');
    expect((await post(echo, { query: `{ ${fields} }` })).errors).toHaveLength(1);
    const wrongArguments = Array.from({ length: 99 }, (_, index) => `a${index}: 1`).join(' ');
    expect((await post(echo, { query: `{ echo(text: "" ${wrongArguments}) }` })).errors).toHaveLength(21);
  });
});

describe('bodies', () => {
  test.each([
    ['{"query": "{ few', 'application/json', 400, 'BAD_REQUEST'],
    ['"just text"', 'application/json', 400, 'BAD_REQUEST'],
    ['', 'application/json', 400, 'BAD_REQUEST'],
    ['[]', 'application/json', 400, 'BAD_REQUEST'],
    ['{"query": {"kind": "Document"}}', 'application/json', 400, 'BAD_REQUEST'],
    ['query=%7Bfew%7Bid%7D%7D', 'application/x-www-form-urlencoded', 400, 'BAD_REQUEST'],
    ['{"query":"{few{id}}"}', 'text/plain', 400, 'BAD_REQUEST'],
    ['{"query":"{few{id}}"}', 'application/json; charset=klingon', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%p as %s is %d', async (body, type, status, code) => {
    const answer = await post(echo, body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(onlyError(answer)?.extensions).toEqual({ code });
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  test('a body may be as long as the limit and no longer', async () => {
    const body = (length: number) => {
      const [head, tail] = ['{"query":"{few{id}}","variables":{"v":"', '"}}'];
      return head + 'x'.repeat(length - head.length - tail.length) + tail;
    };
    expect((await post(echo, body(20_000))).status).toBe(200);
    const answer = await post(echo, body(20_001));
    expect(answer.status).toBe(413);
    expect(onlyError(answer)).toEqual({
      message: 'The body is too large.',
      extensions: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  test('a compressed body counts at its full size', async () => {
    const body = gzipSync(JSON.stringify({ query: '{few{id}}', variables: { v: 'x'.repeat(1_000_000) } }));
    expect(body.length).toBeLessThan(20_000);
    const response = await fetch(`${echo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body,
    });
    expect((await read(response)).status).toBe(413);
  });

  test('a body that does not come is cut off', async () => {
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
    const answer = await raw(`${head}{"query"`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain(
      '{"message":"The body took too long to arrive.","extensions":{"code":"REQUEST_TIMEOUT"}}',
    );
  });

  test('a head that does not come is cut off', async () => {
    expect(await raw('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow')).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('what is not there is a 404 in the same form', async () => {
    const answer = await read(await fetch(`${echo.url}/nowhere`));
    expect(answer.status).toBe(404);
    expect(onlyError(answer)?.extensions).toEqual({ code: 'NOT_FOUND' });
  });
});

function nested(levels: number): unknown {
  return levels === 1 ? [] : [nested(levels - 1)];
}

/** Sends bytes, sends no more, and reads until the server closes the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(echo.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
