import { CERTIFICATE } from './certificate.fixture';
import { faultOf, get, PICTURE, redirect, serve } from './fetching.fixture';

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('by %i is followed, relative ones too', async (status) => {
    const server = await serve((request, response) => {
      const there = `//127.0.0.1:${server.port}/there/x`;
      if (request.url === '/there/x') response.end(PICTURE);
      else redirect(status, request.url === '/a/b' ? '../c' : there)(request, response);
    });
    expect(await get(`${server.url}/a/b`)).toMatchObject({ url: `${server.url}/there/x`, bytes: PICTURE });
    expect(server.requests.map(({ url }) => url)).toEqual(['/a/b', '/c', '/there/x']);
  });

  it('is read as UTF-8', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/')
        response.writeHead(302, { location: Buffer.from('/büste').toString('latin1') });
      response.end(PICTURE);
    });
    expect((await get(server.url)).url).toBe(`${server.url}/b%C3%BCste`);
  });

  it.each([
    ['http://127.0.0.2', 'ADDRESS'],
    ['http://169.254.169.254/latest/meta-data/', 'ADDRESS'],
    ['http://[::1]/', 'ADDRESS'],
    ['http://0x7f000002/', 'ADDRESS'],
    ['http://1.1.1.1:22/', 'PORT'],
    ['file:///etc/passwd', 'URL'],
    ['http://user:secret@127.0.0.1/', 'URL'],
    ['http://', 'URL'],
    ['', 'REDIRECT'],
  ])('to %j is refused', async (location, fault) => {
    const server = await serve(redirect(302, location));
    const [found, mayPass] = await faultOf(get(server.url));
    expect([found, mayPass]).toEqual([fault, false]);
    expect(server.requests).toHaveLength(1);
  });

  it('to a name is looked up and checked as the first was', async () => {
    const server = await serve(redirect(307, 'http://inside.test/'));
    const resolveHost = (host: string) =>
      Promise.resolve([host === 'inside.test' ? '192.168.0.1' : '127.0.0.1']);
    expect((await faultOf(get(`http://outside.test:${server.port}`, { resolveHost })))[0]).toBe('ADDRESS');
    expect(server.requests).toHaveLength(1);
  });

  it('is followed five times and no more', async () => {
    const server = await serve((request, response) => {
      const hops = Number(request.url?.slice(1));
      if (hops === 0) response.end(PICTURE);
      else redirect(302, `/${hops - 1}`)(request, response);
    });
    expect((await get(`${server.url}/5`)).bytes).toEqual(PICTURE);
    expect(server.requests).toHaveLength(6);
    expect(await faultOf(get(`${server.url}/6`))).toEqual([
      ...['REDIRECT', false, 'The server redirected more than 5 times.'],
    ]);
    expect(server.requests).toHaveLength(12);
  });

  it('that leads to itself ends', async () => {
    const server = await serve(redirect(302, '/'));
    expect((await faultOf(get(server.url)))[0]).toBe('REDIRECT');
    expect(server.requests).toHaveLength(6);
  });

  it('from https to http is refused', async () => {
    const plain = await serve((_, response) => void response.end(PICTURE));
    const secure = await serve(redirect(302, plain.url), { secure: true });
    expect(await faultOf(get(secure.url, { ca: CERTIFICATE }))).toEqual([
      ...['REDIRECT', false, 'The server redirected from https to http.'],
    ]);
    expect(plain.requests).toEqual([]);
  });
});
