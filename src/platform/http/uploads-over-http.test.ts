import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answer, type EchoServer, post, read, startEchoServer } from './testing/start-echo-server';

const MAX_FILE = 300_000;
const STALL_MS = 300;

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({
    uploads: { maxFileBytes: MAX_FILE, maxFiles: 2, maxFieldBytes: 2_000, stallMs: STALL_MS },
  });
});
afterAll(() => echo.close());

const COUNT = 'mutation ($f: Upload!) { countBytes(file: $f) }';
const COUNT_BOTH = 'mutation ($a: Upload!, $b: Upload!) { countBoth(a: $a, b: $b) }';

interface Part {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Sends files in the order in which they are given. */
async function upload(
  query: string,
  parts: readonly Part[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = new FormData();
  const variables = query.includes('$i:')
    ? { i: { file: null } }
    : Object.fromEntries(parts.map(({ path }) => [path, null] as const));
  form.set('operations', JSON.stringify({ query, variables }));
  const map = parts.map(({ name, path }) => [name, [`variables.${path}`]] as const);
  form.set('map', JSON.stringify(Object.fromEntries(map)));
  for (const { name, bytes } of parts) form.set(name, new Blob(['x'.repeat(bytes)]), `${name}.txt`);
  const response = await fetch(`${echo.url}/graphql`, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true', ...headers },
    body: form,
  });
  return read(response);
}

const part = (path: string, bytes: number, name = path): Part => ({ name, path, bytes });

describe('files', () => {
  test('arrive whole, as variables and in inputs', async () => {
    expect((await upload(COUNT, [part('f', 200_000)])).data).toEqual({ countBytes: 200_000 });
    const input = 'mutation ($i: UploadInput!) { countInput(input: $i) }';
    expect((await upload(input, [part('i.file', 7)])).data).toEqual({ countInput: 7 });
    expect((await upload(COUNT, [part('f', 0)])).data).toEqual({ countBytes: 0 });
  });

  test('may have the limit’s size, and are FILE_TOO_LARGE with one byte more, never cut short', async () => {
    expect((await upload(COUNT, [part('f', MAX_FILE)])).data).toEqual({ countBytes: MAX_FILE });
    const answer = await upload(COUNT, [part('f', MAX_FILE + 1)]);
    expect(answer.data).toBeNull();
    expect(answer.errors).toMatchObject([
      { message: 'A file may have at most 300000 bytes.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect((await upload(COUNT, [part('f', 5 * MAX_FILE)])).data).toBeNull();
  });

  test('two are read in the order in which they are sent', async () => {
    const answer = await upload(COUNT_BOTH, [part('a', 250_000), part('b', 250_001)]);
    expect(answer.data).toEqual({ countBoth: [250_000, 250_001] });
  });

  test('two that are read in the other order end in an error, not in waiting', async () => {
    const answer = await upload(COUNT_BOTH, [part('b', 250_001), part('a', 250_000)]);
    expect(answer.status).toBe(200);
    expect(answer.data).toBeNull();
    expect(answer.errors).toMatchObject([
      {
        message: expect.stringContaining('The upload stalled') as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('one that nobody reads does not hold up the answer', async () => {
    const answer = await upload('mutation ($f: Upload!) { ignoreFile(file: $f) }', [part('f', MAX_FILE)]);
    expect(answer.data).toEqual({ ignoreFile: 'f.txt' });
    expect((await post(echo, { query: '{ echo(text: "next") }' })).data).toEqual({ echo: 'next' });
  });

  test('more than so many are refused', async () => {
    const answer = await upload(COUNT, [part('f', 1), part('f', 1, 'g'), part('f', 1, 'h')]);
    expect(answer.status).toBe(413);
    expect(answer.errors).toMatchObject([{ message: '2 max file uploads exceeded.' }]);
  });

  test('operations over the limit are refused', async () => {
    expect((await upload(`${COUNT} # ${'x'.repeat(2_000)}`, [part('f', 1)])).status).toBe(413);
  });

  test('are not read for those who may not', async () => {
    const answer = await upload(COUNT, [part('f', 1)], { authorization: 'Bearer stolen' });
    expect(answer.status).toBe(401);
    const counted = await echo.metrics.uploadFiles.get();
    await upload(COUNT, [part('f', 1)], { authorization: 'Bearer stolen' });
    expect((await echo.metrics.uploadFiles.get()).values).toEqual(counted.values);
  });

  test('keep the limits of queries', async () => {
    const many = `mutation ($f: Upload!) { ${Array.from({ length: 21 }, (_, i) => `f${i}: countBytes(file: $f)`).join(' ')} }`;
    const answer = await upload(many, [part('f', 1)]);
    expect(answer.status).toBe(400);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'rootFields' });
  });
});

describe('malformed requests', () => {
  const send = async (body: string, type = 'multipart/form-data; boundary=b') =>
    read(
      await fetch(`${echo.url}/graphql`, {
        method: 'POST',
        headers: { 'apollo-require-preflight': 'true', 'content-type': type },
        body,
      }),
    );
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n${value}\r\n`;
  const operations = field('operations', JSON.stringify({ query: COUNT, variables: { f: null } }));
  const map = field('map', '{"0":["variables.f"]}');

  test.each([
    ['no parts', '--b--\r\n'],
    ['no operations', `${map}--b--\r\n`],
    ['operations that are no JSON', `${field('operations', '{')}--b--\r\n`],
    ['a map before the operations', `${map}${operations}--b--\r\n`],
    ['a map that leads nowhere', `${operations}${field('map', '{"0":["x.y.z"]}')}--b--\r\n`],
    [
      'a map into prototypes',
      `${operations}${field('map', '{"0":["__proto__.polluted"]}')}${file('0', '1')}--b--\r\n`,
    ],
    ...['hasOwnProperty.call', 'query.toString.call', 'variables.f.x', 'variables.f.toString.call', 'x'].map(
      (path): [string, string] => [
        `a map to ${path}`,
        `${operations}${field('map', JSON.stringify({ 0: [path] }))}${file('0', '1')}--b--\r\n`,
      ],
    ),
    ['a file whose name has a NUL', `${operations}${map}${file('0', '1').replace('"x"', '"x\0y"')}--b--\r\n`],
    ['a field whose head is malformed', `${operations}--b\r\nContent-Disposition\x01\r\n\r\nx\r\n--b--\r\n`],
    ['heads that are all malformed', '--b\r\n\0\r\n\r\n\r\n'.repeat(3)],
    ['a head without end', `${operations}${map}--b\r\nx: ${'x'.repeat(100_000)}`],
    ['a file before the map', `${operations}${file('0', '1')}${map}--b--\r\n`],
    ['a missing file', `${operations}${map}--b--\r\n`],
    [
      'a file without its end',
      `${operations}${map}--b\r\nContent-Disposition: form-data; name="0"; filename="x"\r\n\r\nhalf`,
    ],
  ])('%s: an error, and no success', async (_name, body) => {
    const answer = await send(body);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors).toHaveLength(1);
    expect(answer.text).not.toMatch(/node_modules|\bat \S+ \(/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each([
    [
      'a file whose name has a NUL',
      `${operations}${map}${file('0', '1').replace('"x"', '"x\0y"')}--b--\r\n`,
      200,
    ],
    ['operations that break off', operations.slice(0, -9), 400],
  ])('%s is the client’s fault', async (_name, body, status) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(answer.errors).toMatchObject([
      {
        message: 'The multipart body is malformed or breaks off.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('a body without a boundary is refused', async () => {
    expect((await send('x', 'multipart/form-data')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('clients that stop', () => {
  const head = (length: number) =>
    `POST /graphql HTTP/1.1\r\nHost: x\r\napollo-require-preflight: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n`;
  const begun = [
    `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: COUNT, variables: { f: null } })}\r\n`,
    '--b\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0":["variables.f"]}\r\n',
    '--b\r\nContent-Disposition: form-data; name="0"; filename="x"\r\n\r\nhalf of it',
  ];

  async function answerTo(text: string): Promise<string> {
    const socket = connect(echo.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    return readAll(socket);
  }

  test('in the middle of a file get an error, and the connection is cut', async () => {
    const text = await answerTo(head(10_000) + begun.join(''));
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('The upload stalled');
    expect(text).toContain('"data":null');
  });

  test('before there are operations get an error, and the connection is cut', async () => {
    const text = await answerTo(head(10_000) + begun.join('').slice(0, 50));
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('The upload stalled');
  });

  test('and go away leave nothing running', async () => {
    const socket = connect(echo.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head(10_000) + begun.join(''));
    const running = async () => (await echo.metrics.uploadRequests.get()).values[0]?.value;
    while ((await running()) !== 1) await new Promise(setImmediate);
    socket.destroy();
    while ((await running()) !== 0) await new Promise(setImmediate);
    expect((await post(echo, { query: '{ echo(text: "next") }' })).data).toEqual({ echo: 'next' });
  });
});

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString();
  return text;
}
