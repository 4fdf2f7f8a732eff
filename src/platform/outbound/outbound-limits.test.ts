import { type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { faultOf, get, PICTURE, say, serve } from './fetching.fixture';

describe('an answer', () => {
  it.each([
    ...[400, 401, 403, 404, 410, 451, 201, 204, 206, 300, 304].map((status) => [status, false] as const),
    ...[408, 425, 429, 500, 502, 503, 504].map((status) => [status, true] as const),
  ])('of status %i is a fault', async (status, mayPass) => {
    const { url } = await serve((_, response) => void response.writeHead(status).end());
    expect(await faultOf(get(url))).toEqual(['STATUS', mayPass, `The server answered ${status}.`]);
  });

  it.each([
    ['packed', { 'content-encoding': 'gzip' }],
    ['packed by something unknown', { 'content-encoding': 'zstd' }],
    ['packed twice', { 'content-encoding': 'gzip, br' }],
    ['packed for the way', { 'transfer-encoding': 'gzip, chunked' }],
  ])('that is %s is refused, however little it is', async (_, headers: Record<string, string>) => {
    const { url } = await serve(
      (_, response) => void response.writeHead(200, headers).end(gzipSync(PICTURE)),
    );
    expect(await faultOf(get(url))).toEqual([
      ...['ENCODING', false, 'The server sent the file in an encoding that was not asked for.'],
    ]);
  });

  it('that says it is not packed is taken', async () => {
    const { url } = await serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'identity' }).end(PICTURE),
    );
    expect((await get(url)).bytes).toEqual(PICTURE);
  });

  it('with a huge head is refused', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'x-much': 'x'.repeat(17 * 1024) }).end(PICTURE);
    });
    expect(await faultOf(get(url))).toEqual([
      ...['PROTOCOL', false, 'The head of the server’s answer is too large.'],
    ]);
  });

  it('whose head never ends is refused', async () => {
    const url = await say((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = () => void socket.write('x-more: and more\r\n'.repeat(100), (error) => error ?? more());
      more();
    });
    expect((await faultOf(get(url)))[0]).toBe('PROTOCOL');
  });

  it.each(['SSH-2.0-OpenSSH_9.2\r\n', '\0\0\0\0', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'])(
    'that is no HTTP is refused: %j',
    async (words) => {
      const url = await say((socket) => socket.end(words));
      expect(await faultOf(get(url))).toEqual([
        ...['PROTOCOL', false, 'The server’s answer is no proper HTTP.'],
      ]);
    },
  );

  it('that changes to another protocol is none', async () => {
    const url = await say((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
    });
    expect((await faultOf(get(url)))[0]).toBe('CONNECTION');
  });
});

describe('bytes', () => {
  const LIMITED = { maxBytes: 1000 };

  it('up to the limit are taken', async () => {
    const { url } = await serve((_, response) => void response.end(Buffer.alloc(1000)));
    expect(await get(url, {}, LIMITED)).toMatchObject({ received: 1000 });
  });

  it('that are announced to be too many are not read', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1001 });
      response.flushHeaders();
    });
    expect(await faultOf(get(url, {}, LIMITED))).toEqual(['TOO_LARGE', false, 'The file is too large.']);
  });

  it('without an end are read up to the limit, and the connection is cut', async () => {
    let cut: () => void;
    const ended = new Promise<void>((resolve) => (cut = resolve));
    const { url } = await serve((_, response) => {
      const more = () => void response.write(Buffer.alloc(500), (error) => error ?? more());
      response.on('close', () => cut());
      more();
    });
    expect((await faultOf(get(url, {}, LIMITED)))[0]).toBe('TOO_LARGE');
    await ended;
  });

  it('fewer than announced are not taken for the file', async () => {
    const url = await say((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfew'));
    expect(await faultOf(get(url))).toEqual([
      ...['CONNECTION', true, 'The server could not be reached, or it broke off.'],
    ]);
  });

  it('in pieces, the last of which is missing, are not taken for the file', async () => {
    const url = await say((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nfew\r\n');
    });
    expect((await faultOf(get(url)))[0]).toBe('CONNECTION');
  });

  it('more than announced are left', async () => {
    const url = await say((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nfew and more'));
    expect((await get(url)).bytes.toString()).toBe('few');
  });
});

describe('time', () => {
  const TOO_LONG = ['TIMEOUT', true, 'The server took too long.'];
  const never: RequestListener = () => undefined;

  it('for the head of an answer ends', async () => {
    const { url } = await serve(never);
    expect(await faultOf(get(url, { limits: { answerMs: 100 } }))).toEqual(TOO_LONG);
  });

  it('for the head ends although a little of it arrives again and again', async () => {
    const url = await say((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await faultOf(get(url, { limits: { answerMs: 200 } }))).toEqual(TOO_LONG);
  });

  it('for a name ends', async () => {
    const resolveHost = (_: string, signal: AbortSignal) =>
      new Promise<string[]>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('cancelled')));
      });
    expect(await faultOf(get('http://slow.test', { resolveHost, limits: { answerMs: 50 } }))).toEqual(
      TOO_LONG,
    );
  });

  it('for the body ends where too little of it arrives', async () => {
    const { url } = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect(await faultOf(get(url, { limits: { paceMs: 100, paceBytes: 1000 } }))).toEqual([
      ...['TIMEOUT', true, 'The server sent the file too slowly.'],
    ]);
  });

  it('for everything ends, however much arrives', async () => {
    const { url } = await serve((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(100)), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await faultOf(get(url, { limits: { totalMs: 200 } }))).toEqual(TOO_LONG);
  });

  it('ends when the caller says so, before and behind the head', async () => {
    const why = new Error('the worker is closing');
    const { url } = await serve(never);
    await expect(get(url, {}, { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(why), 50);
    await expect(get(url, {}, { signal: waiting.signal })).rejects.toBe(why);

    const reading = new AbortController();
    const slow = await serve((_, response) => {
      response.write('x', () => reading.abort(why));
    });
    await expect(get(slow.url, {}, { signal: reading.signal })).rejects.toBe(why);
  });
});
