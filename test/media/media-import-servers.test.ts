import { type RequestListener } from 'node:http';
import { type Socket } from 'node:net';
import { startRawServer, startServer } from '../../src/platform/outbound/server.fixture';
import { Importing, picture } from './importing';

const NOT_PUBLIC = 'The address of this URL is not public.';

describe('what a server may do with an import', () => {
  let importing: Importing;
  const others: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    importing = await Importing.start();
  });
  afterAll(async () => {
    await Promise.all(others.map((server) => server.close()));
    await importing.close();
  });

  const redirect =
    (location: string, status = 302): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { location, 'set-cookie': 'session=1' }).end('moved');

  /** Speaks HTTP badly: a head, and whatever else. */
  async function say(speak: (socket: Socket) => void): Promise<string> {
    const server = await startRawServer(speak);
    others.push(server);
    return `${server.url}/raw.jpg`;
  }

  /** A chain of so many redirects, with the picture at its end. */
  async function chain(name: string, hops: number): Promise<string> {
    const bytes = await picture(`#0000${hops}0`);
    let url = importing.serveBytes(`/${name}.jpg`, bytes);
    for (let hop = hops; hop > 0; hop -= 1) url = importing.serve(`/${name}/${hop}`, redirect(url));
    return url;
  }

  async function failed(source: string): Promise<string | undefined> {
    const { status, error, media } = await importing.run({ source });
    expect({ status, media, code: error?.code }).toEqual({
      ...{ status: 'FAILED', media: null, code: 'FETCH_FAILED' },
    });
    expect(await importing.temporaryFiles()).toEqual([]);
    return error?.message;
  }

  it('is to redirect five times, and no more', async () => {
    expect(await importing.run({ source: await chain('five', 5) })).toMatchObject({
      ...{ status: 'COMPLETED', media: { filename: 'five.jpg' } },
    });
    expect(await failed(await chain('six', 6))).toBe('The server redirected more than 5 times.');
    expect(importing.asked('/six/6')).toBe(1);
    expect(importing.asked('/six.jpg')).toBe(0);
    expect(await failed(importing.serve('/loop', redirect('/loop')))).toBe(
      'The server redirected more than 5 times.',
    );
    expect(importing.asked('/loop')).toBe(6);
  });

  it.each([
    ['http://127.0.0.2:9/x', NOT_PUBLIC],
    ['http://169.254.169.254/latest/meta-data/', NOT_PUBLIC],
    ['http://[::1]/x', NOT_PUBLIC],
    ['http://[::ffff:10.0.0.1]/x', NOT_PUBLIC],
    ['http://[64:ff9b::a00:1]/x', NOT_PUBLIC],
    ['http://0x0a000001/x', NOT_PUBLIC],
    ['//192.168.0.1/x', NOT_PUBLIC],
    ['http://1.1.1.1:6379/x', 'Only the ports 80 and 443 are fetched from.'],
    ['file:///etc/passwd', 'Only http and https URLs are fetched.'],
    ['http://user:secret@127.0.0.1/x', 'A URL with a user name or a password in it is not fetched.'],
  ])('is not to lead it to %s, behind another redirect either', async (location, message) => {
    const inside = importing.serve(`/to/${encodeURIComponent(location)}`, redirect(location));
    expect(await failed(inside)).toBe(message);
    const twice = importing.serve(`/twice/${encodeURIComponent(location)}`, redirect(inside, 307));
    expect(await failed(twice)).toBe(message);
  });

  it('hears nothing of who asks: neither their token, nor where they come from, nor what others set', async () => {
    const heard: (readonly string[])[] = [];
    const bytes = await picture('#334455');
    const second = await startServer(({ rawHeaders }, response) => {
      heard.push(rawHeaders);
      response.end(bytes);
    });
    others.push(second);
    const source = importing.serve('/hop', redirect(`${second.url}/anon.jpg`));
    expect(await importing.run({ source })).toMatchObject({ status: 'COMPLETED' });
    expect(heard).toEqual([
      [
        ...['user-agent', 'Vitrine', 'accept', '*/*', 'accept-encoding', 'identity'],
        ...['host', `127.0.0.1:${second.port}`, 'Connection', 'close'],
      ],
    ]);
  });

  it('is to call a picture what it likes: the bytes say what it is', async () => {
    const headers = { 'content-type': 'text/html' };
    const source = importing.serveBytes('/lie.html', await picture('#556677'), headers);
    const { id, media } = await importing.run({ source });
    expect(media).toMatchObject({ filename: 'lie.html' });
    const mediaId = (await importing.row(id)).media_id;
    expect(
      await importing.app.db.query(
        `SELECT c.mime_type FROM media m JOIN content c ON c.id = m.content_id WHERE m.id = $1`,
        mediaId,
      ),
    ).toEqual([{ mime_type: 'image/jpeg' }]);
  });

  it('is not to send less than it announced: that is no file, but may be one the next time', async () => {
    const bytes = await picture('#667788');
    let isWhole = false;
    const source = importing.serve('/short.jpg', (_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      if (isWhole) return void response.end(bytes);
      response.write(bytes.subarray(0, -1), () => response.destroy());
      isWhole = true;
    });
    const { id } = await importing.requestOne({ source });
    await importing.untilTried(id, 1);
    expect(await importing.ended(id)).toMatchObject({
      status: 'COMPLETED',
      media: { filename: 'short.jpg' },
    });
    expect(await importing.row(id)).toMatchObject({ attempts: 2 });
    expect(importing.asked('/short.jpg')).toBe(2);
  });

  it('sends in vain what is beyond the length that it announced', async () => {
    const bytes = await picture('#8899aa');
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    const source = await say((socket) => {
      socket.end(Buffer.concat([Buffer.from(head), bytes, Buffer.from('HTTP/1.1 200 OK\r\n\r\nmore')]));
    });
    const { id } = await importing.run({ source });
    const [stored] = await importing.app.db.query(
      'SELECT byte_size::int AS size, filename FROM media WHERE id = $1',
      (await importing.row(id)).media_id,
    );
    expect(stored).toEqual({ size: bytes.length, filename: 'raw.jpg' });
  });

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a length that is none', 'Content-Length: many\r\n\r\nhello'],
    ['a length and pieces', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('is not to announce %s', async (_, rest) => {
    const source = await say((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    expect(await failed(source)).toBe('The server’s answer is no proper HTTP.');
  });

  it.each(['gzip', 'br', 'deflate, gzip'])('is not to pack the file as %s', async (encoding) => {
    const headers = { 'content-encoding': encoding };
    const source = importing.serveBytes(
      `/packed-${encodeURIComponent(encoding)}`,
      await picture('#99aabb'),
      headers,
    );
    expect(await failed(source)).toBe('The server sent the file in an encoding that was not asked for.');
  });

  it.each([201, 204, 206, 300, 304, 400, 401, 403, 404, 410, 451])(
    'is refused with %i, at once',
    async (status) => {
      const source = importing.serve(`/status/${status}`, (_, response) => response.writeHead(status).end());
      expect(await failed(source)).toBe(`The server answered ${status}.`);
      expect(importing.asked(`/status/${status}`)).toBe(1);
    },
  );

  it.each([408, 425, 429, 500, 502, 503, 504])('is asked again after %i', async (status) => {
    const bytes = await picture(`#00${status}`.slice(0, 7).padEnd(7, '0'));
    const source = importing.serve(`/retry/${status}`, (_, response) => {
      const isFirst = importing.asked(`/retry/${status}`) === 1;
      response.writeHead(isFirst ? status : 200).end(isFirst ? '' : bytes);
    });
    const { id } = await importing.requestOne({ source });
    await importing.untilTried(id, 1);
    expect(await importing.ended(id)).toMatchObject({ status: 'COMPLETED', error: null });
    expect(importing.asked(`/retry/${status}`)).toBe(2);
  });
});
