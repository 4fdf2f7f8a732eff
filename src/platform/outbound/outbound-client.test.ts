import { CERTIFICATE } from './certificate.fixture';
import { faultOf, get, PICTURE, say, serve } from './fetching.fixture';

describe('fetching', () => {
  it('gives the bytes that are there, and tells the server nothing but what it wants', async () => {
    const server = await serve((_, response) => void response.end(PICTURE));
    expect(await get(`${server.url}/a/b.jpg?c=d#e`)).toEqual({
      url: `${server.url}/a/b.jpg?c=d#e`,
      bytes: PICTURE,
      byteSize: PICTURE.length,
      received: PICTURE.length,
    });
    expect(server.requests.map(({ method, url, rawHeaders }) => ({ method, url, rawHeaders }))).toEqual([
      {
        method: 'GET',
        url: '/a/b.jpg?c=d',
        rawHeaders: [
          ...['user-agent', 'Vitrine', 'accept', '*/*', 'accept-encoding', 'identity'],
          ...['host', `127.0.0.1:${server.port}`, 'Connection', 'close'],
        ],
      },
    ]);
  });

  it('knows no size where none is announced', async () => {
    const { url } = await serve((_, response) => {
      response.write(PICTURE);
      response.end(PICTURE);
    });
    expect(await get(url)).toMatchObject({ byteSize: null, received: 2 * PICTURE.length });
  });

  it('sends nothing that an earlier answer set, and no word of where it comes from', async () => {
    const second = await serve((_, response) => void response.end(PICTURE));
    const first = await serve((_, response) => {
      response.writeHead(302, { location: `${second.url}/x`, 'set-cookie': 'id=1' }).end();
    });
    expect((await get(first.url)).url).toBe(`${second.url}/x`);
    const names = second.requests[0]?.rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names).toEqual(['user-agent', 'accept', 'accept-encoding', 'host', 'Connection']);
  });

  it('reads the whole of an answer that ends with its connection', async () => {
    const url = await say((socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${PICTURE.toString()}`));
    expect(await get(url)).toMatchObject({ bytes: PICTURE, byteSize: null });
  });
});

describe('the address of a host', () => {
  it('is looked up once, and the connection goes where the guard looked', async () => {
    const checked = await serve((_, response) => void response.end('checked'));
    const other = await serve((_, response) => void response.end('other'), {
      host: '127.0.0.2',
      port: checked.port,
    });
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    const asked: string[] = [];
    const resolveHost = (host: string) => {
      asked.push(host);
      return Promise.resolve([answers.shift() ?? '']);
    };
    const url = `http://rebinding.test:${checked.port}/x`;
    expect((await get(url, { resolveHost })).bytes.toString()).toBe('checked');
    expect(asked).toEqual(['rebinding.test']);
    expect(checked.requests[0]?.rawHeaders).toContain(`rebinding.test:${checked.port}`);

    expect((await faultOf(get(url, { resolveHost })))[0]).toBe('ADDRESS');
    expect(asked).toEqual(['rebinding.test', 'rebinding.test']);
    expect(other.requests).toEqual([]);
  });

  it.each([
    ['the last', ['127.0.0.1', '10.0.0.1']],
    ['the first', ['169.254.169.254', '127.0.0.1']],
    ['one in IPv6', ['127.0.0.1', '::1']],
    ['one that carries another', ['127.0.0.1', '64:ff9b::a00:1']],
  ])('is refused where %s of several is not public, and none is connected to', async (_, addresses) => {
    const server = await serve((_, response) => void response.end(PICTURE));
    const url = `http://several.test:${server.port}`;
    expect(await faultOf(get(url, { resolveHost: () => Promise.resolve(addresses) }))).toEqual([
      ...['ADDRESS', false, 'The address of this URL is not public.'],
    ]);
    expect(server.requests).toEqual([]);
  });

  it('is refused on a port that is no website’s, unless the network is one’s own', async () => {
    expect(await faultOf(get('http://1.1.1.1:6379'))).toEqual([
      ...['PORT', false, 'Only the ports 80 and 443 are fetched from.'],
    ]);
  });

  it('is tried after another that does not answer', async () => {
    const server = await serve((_, response) => void response.end(PICTURE));
    const resolveHost = () => Promise.resolve(['127.0.0.3', '127.0.0.1']);
    const ownNetworks = ['127.0.0.0/8'];
    expect((await get(`http://two.test:${server.port}`, { resolveHost, ownNetworks })).bytes).toEqual(
      PICTURE,
    );
  });

  it('may be missing, which is said', async () => {
    const nothing = { resolveHost: () => Promise.resolve([]) };
    expect(await faultOf(get('http://nowhere.test', nothing))).toEqual([
      ...['NAME', false, 'There is no host of this name.'],
    ]);
  });

  it('may be where nobody listens, which may pass', async () => {
    const server = await serve((_, response) => void response.end(PICTURE));
    await server.close();
    expect(await faultOf(get(server.url))).toEqual([
      ...['CONNECTION', true, 'The server could not be reached, or it broke off.'],
    ]);
  });
});

describe('a certificate', () => {
  const resolveHost = () => Promise.resolve(['127.0.0.1']);
  const serveSecurely = () => serve((_, response) => void response.end(PICTURE), { secure: true });
  const REFUSED = ['CERTIFICATE', false, 'The server’s certificate could not be verified.'];

  it.each(['pictures.test', 'pictures.test.', '127.0.0.1'])('has to be for the host: %s', async (host) => {
    const { port } = await serveSecurely();
    expect((await get(`https://${host}:${port}`, { resolveHost, ca: CERTIFICATE })).bytes).toEqual(PICTURE);
  });

  it('for another host is refused', async () => {
    const { port, requests } = await serveSecurely();
    const options = { resolveHost, ca: CERTIFICATE };
    expect(await faultOf(get(`https://other.test:${port}`, options))).toEqual(REFUSED);
    expect(requests).toEqual([]);
  });

  it('that nobody vouches for is refused', async () => {
    const { url, requests } = await serveSecurely();
    expect(await faultOf(get(url))).toEqual(REFUSED);
    expect(requests).toEqual([]);
  });

  it('is missing where the server speaks plain HTTP', async () => {
    const { url } = await serve((_, response) => void response.end(PICTURE));
    expect((await faultOf(get(url.replace('http:', 'https:'), { ca: CERTIFICATE })))[0]).toBe('CERTIFICATE');
  });
});
