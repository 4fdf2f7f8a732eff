import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
  type Server,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { v7 as uuid } from 'uuid';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { createLog } from '../../platform/log';
import { LocalStorage } from '../../platform/storage/local-storage';
import { contentKey } from '../content/storage-keys';
import { MediaType } from '../media-type';
import { deliveryRouter } from './delivery-router';
import { DELIVERY_PATH, MediaUrls } from './media-urls';

const TRANSFORM = 'contain-1200x1200-q85';
const CREATED_AT = new Date('2025-11-21T10:00:00Z');
const CREATED_AT_HTTP = 'Fri, 21 Nov 2025 10:00:00 GMT';
const ONE_YEAR = 'public, max-age=31536000, immutable';

/** The storage of this machine, which can be told to break, as networks do. */
class BreakableStorage extends LocalStorage {
  failAfter: number | null = null;
  beforeOpen: () => Promise<void> = () => Promise.resolve();

  override async open(...args: Parameters<LocalStorage['open']>): Promise<Readable> {
    await this.beforeOpen();
    const bytes = await super.open(...args);
    const { failAfter } = this;
    if (failAfter === null) return bytes;
    return Readable.from(
      (async function* () {
        let passed = 0;
        for await (const chunk of bytes as AsyncIterable<Buffer>) {
          yield chunk.subarray(0, failAfter - passed);
          passed += chunk.length;
          if (passed >= failAfter) throw new Error('the storage broke');
        }
      })(),
    );
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let db: TestDatabase;
let directory: string;
let storage: BreakableStorage;
let server: Server;
let urls: MediaUrls;
let workspaceId: string;
let logged: string[];

beforeAll(async () => {
  db = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'vitrine-delivery-'));
  storage = new BreakableStorage(directory);
  const destination = new Writable({
    write: (line: Buffer, _, done) => {
      logged.push(line.toString());
      done();
    },
  });
  const log = createLog({ level: 'info', destination });
  const keys = [{ id: 'k1', secret: 'a-secret-of-at-least-thirty-two-characters' }];
  urls = new MediaUrls(keys, () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const app = express().disable('x-powered-by');
  app.use(DELIVERY_PATH, deliveryRouter({ urls, database: db.database, storage, log }));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await db.close();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  logged = [];
  storage.failAfter = null;
  storage.beforeOpen = () => Promise.resolve();
  workspaceId = (await givenWorkspace(db)).id;
});

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const etagOf = (bytes: Buffer): string => `"${sha256(bytes).toString('base64url')}"`;

interface GivenContent {
  readonly renditions?: Readonly<Record<string, Buffer>>;
  readonly original?: Buffer;
  readonly state?: string;
  readonly animated?: boolean;
  readonly mimeType?: string;
}

/** A content with renditions of one transform, by their formats, in the database and in the storage. */
async function givenContent(given: GivenContent = {}): Promise<string> {
  const { renditions = {}, original = randomBytes(100), state = 'live', animated = false } = given;
  const contentId = uuid();
  const address = { workspaceId, mediaType: MediaType.IMAGE, sha256: sha256(original), contentId };
  const originalKey = contentKey(address, 'original', 'original.bin');
  await put(originalKey, original);
  await db.query(
    `INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, state, recipe, facts, created_at)
     VALUES ($1, $2, $3, $4, 'IMAGE', $5, $6, $7, 1, $8, $9)`,
    ...[
      workspaceId,
      contentId,
      sha256(original),
      original.length,
      given.mimeType ?? 'image/jpeg',
      originalKey,
    ],
    ...[state, JSON.stringify({ animated }), CREATED_AT],
  );
  for (const [format, bytes] of Object.entries(renditions)) {
    const key = contentKey(address, 1, `${TRANSFORM}.${format}`);
    await put(key, bytes);
    await db.query(
      `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256, storage_key, created_at)
       VALUES ($1, $2, 1, $3, $4, 1200, 900, $5, $6, $7, $8)`,
      ...[workspaceId, contentId, TRANSFORM, format, bytes.length, sha256(bytes), key, CREATED_AT],
    );
  }
  return contentId;
}

async function put(key: string, bytes: Buffer): Promise<void> {
  const path = await storage.temporaryPath();
  await writeFile(path, bytes);
  await storage.moveIn(key, path);
}

const urlOf = (contentId: string, format: string | null, changes: object = {}): string =>
  urls.renditionUrl({ workspaceId, contentId, recipe: 1, transform: TRANSFORM, format, ...changes });

/** Sends nothing but what it is told to: no Accept, no encoding. */
async function send(url: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest(url, { method, headers, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = await buffer(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** The files of the storage that this process has open. */
async function openFiles(): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const paths = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return paths.filter((path) => path.startsWith(directory)).length;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 10) {
    if (waited > 10_000) throw new Error('It never came to be.');
    await sleep(10);
  }
}

/** Bytes that look like noise, and are the same in each run. */
function noise(byteSize: number): Buffer {
  const words = Uint32Array.from({ length: byteSize / 4 }, (_, index) =>
    Math.imul(index + byteSize, 2_654_435_761),
  );
  return Buffer.from(words.buffer);
}
const WEBP = noise(70_000);
const JPEG = noise(90_000);
const PNG = noise(110_000);
const AVIF = noise(30_000);

test('a rendition is delivered byte for byte, for a year, to anyone, and can do no harm', async () => {
  const contentId = await givenContent({ renditions: { webp: WEBP } });
  const { status, headers, body } = await send(urlOf(contentId, 'webp'));
  expect(status).toBe(200);
  expect(body.equals(WEBP)).toBe(true);
  const { date, connection, ...rest } = headers;
  expect([typeof date, connection]).toEqual(['string', 'close']);
  expect(rest).toEqual({
    'content-type': 'image/webp',
    'content-length': '70000',
    'content-disposition': 'inline',
    'cache-control': ONE_YEAR,
    etag: etagOf(WEBP),
    'last-modified': CREATED_AT_HTTP,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  });
});

test('HEAD answers with the same headers and no body', async () => {
  const contentId = await givenContent({ renditions: { webp: WEBP, jpg: JPEG } });
  for (const format of ['webp', null]) {
    const [got, asked] = [
      await send(urlOf(contentId, format)),
      await send(urlOf(contentId, format), {}, 'HEAD'),
    ];
    expect(asked.status).toBe(200);
    expect({ ...asked.headers, date: null }).toEqual({ ...got.headers, date: null });
    expect(asked.body).toHaveLength(0);
  }
});

describe('a URL without a format', () => {
  const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
  const FIREFOX = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5';
  const OLD_SAFARI = 'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5';
  const NAVIGATION = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

  test.each([
    [['webp', 'jpg'], CHROME, 'image/webp'],
    [['webp', 'jpg'], FIREFOX, 'image/webp'],
    [['webp', 'jpg'], NAVIGATION, 'image/webp'],
    [['webp', 'jpg'], OLD_SAFARI, 'image/jpeg'],
    [['webp', 'png'], OLD_SAFARI, 'image/png'],
    [['webp', 'jpg'], 'image/webp', 'image/webp'],
    [['webp', 'jpg'], 'IMAGE/WEBP', 'image/webp'],
    [['webp', 'jpg'], 'image/webp,*/*', 'image/webp'],
    [['webp', 'jpg'], 'image/jpeg', 'image/jpeg'],
    [['webp', 'png'], 'image/webp;q=0.5, image/png', 'image/png'],
    [['webp', 'jpg'], 'image/webp;q=0.9, image/jpeg;q=0.8', 'image/webp'],
    [['webp', 'jpg'], 'image/webp;q=0, image/*', 'image/jpeg'],
    [['webp', 'jpg'], 'image/*', 'image/jpeg'],
    [['webp', 'jpg'], '*/*', 'image/jpeg'],
    [['webp', 'jpg'], undefined, 'image/jpeg'],
    [['webp', 'jpg'], 'text/html', 'image/jpeg'],
    [['webp', 'jpg'], 'image/avif', 'image/jpeg'],
    [['webp', 'jpg'], ';;;', 'image/jpeg'],
    [['avif', 'webp', 'jpg'], CHROME, 'image/avif'],
    [['avif', 'webp', 'jpg'], 'image/webp,*/*;q=0.8', 'image/webp'],
    [['avif', 'webp', 'jpg'], '*/*', 'image/jpeg'],
    [['webp'], 'image/jpeg', 'image/webp'],
  ])('of which %j are stored answers Accept: %s with %s', async (formats, accept, expected) => {
    const stored = { webp: WEBP, jpg: JPEG, png: PNG, avif: AVIF };
    const renditions = Object.fromEntries(
      Object.entries(stored).filter(([format]) => formats.includes(format)),
    );
    const contentId = await givenContent({ renditions });
    const { status, headers, body } = await send(
      urlOf(contentId, null),
      accept === undefined ? {} : { accept },
    );
    expect([status, headers['content-type'], headers.vary]).toEqual([200, expected, 'Accept']);
    expect(headers['cache-control']).toBe(ONE_YEAR);
    expect(headers.etag).toBe(etagOf(body));
  });

  test.each([
    ['*/*', 'image/webp'],
    ['image/*', 'image/webp'],
    ['image/jpeg', 'image/jpeg'],
    ['image/webp;q=0,*/*', 'image/jpeg'],
  ])('answers Accept: %s with %s where the picture moves', async (accept, expected) => {
    const contentId = await givenContent({ renditions: { webp: WEBP, jpg: JPEG }, animated: true });
    expect((await send(urlOf(contentId, null), { accept })).headers['content-type']).toBe(expected);
  });
});

describe('a client that has something already', () => {
  let url: string;
  beforeEach(async () => {
    url = urlOf(await givenContent({ renditions: { webp: WEBP } }), null);
  });

  test.each([
    [{ 'if-none-match': etagOf(WEBP) }, 304],
    [{ 'if-none-match': `W/${etagOf(WEBP)}` }, 304],
    [{ 'if-none-match': `"other", ${etagOf(WEBP)}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': etagOf(JPEG) }, 200],
    [{ 'if-modified-since': CREATED_AT_HTTP }, 304],
    [{ 'if-modified-since': 'Fri, 21 Nov 2025 09:59:59 GMT' }, 200],
    [{ 'if-none-match': etagOf(JPEG), 'if-modified-since': CREATED_AT_HTTP }, 200],
  ])('and says %j gets %i', async (headers, expected) => {
    const answer = await send(url, headers);
    expect(answer.status).toBe(expected);
    expect(answer.body).toHaveLength(expected === 304 ? 0 : WEBP.length);
    expect(answer.headers).toMatchObject({ etag: etagOf(WEBP), 'cache-control': ONE_YEAR, vary: 'Accept' });
  });
});

describe('a range', () => {
  let url: string;
  beforeEach(async () => {
    url = urlOf(await givenContent({ renditions: { webp: WEBP } }), 'webp');
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=69990-', 69_990, 69_999],
    ['bytes=-5', 69_995, 69_999],
    ['bytes=-999999', 0, 69_999],
    ['bytes=1000-999999', 1000, 69_999],
  ])('%s is delivered alone', async (range, start, end) => {
    const { status, headers, body } = await send(url, { range });
    expect(status).toBe(206);
    expect(headers).toMatchObject({
      'content-range': `bytes ${start}-${end}/70000`,
      'content-length': String(end - start + 1),
      etag: etagOf(WEBP),
      'cache-control': ONE_YEAR,
    });
    expect(body.equals(WEBP.subarray(start, end + 1))).toBe(true);
  });

  test('that lies outside is refused, with the true size, and not kept by caches', async () => {
    const { status, headers, body } = await send(url, { range: 'bytes=70000-' });
    expect(status).toBe(416);
    expect(headers).toMatchObject({ 'content-range': 'bytes */70000', 'cache-control': 'no-store' });
    expect(headers.etag).toBeUndefined();
    expect(body.toString()).toBe('The requested range lies outside of the file.\n');
  });

  test.each([
    { range: 'bytes=0-1,5-6' },
    { range: 'bytes=5-2' },
    { range: 'lines=0-1' },
    { range: 'bytes=0-1', 'if-range': etagOf(JPEG) },
    { range: 'bytes=0-1', 'if-range': `W/${etagOf(WEBP)}` },
    { range: 'bytes=0-1', 'if-range': 'Fri, 21 Nov 2025 10:00:01 GMT' },
    { range: 'bytes=70000-', 'if-range': etagOf(JPEG) },
  ])('%j is answered with the whole file', async (headers) => {
    const answer = await send(url, headers);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(WEBP)).toBe(true);
    expect(answer.headers['content-range']).toBeUndefined();
  });

  test('with If-Range of these very bytes is delivered', async () => {
    for (const condition of [etagOf(WEBP), CREATED_AT_HTTP]) {
      expect((await send(url, { range: 'bytes=0-1', 'if-range': condition })).status).toBe(206);
    }
  });

  test('is nothing to HEAD', async () => {
    const { status, headers } = await send(url, { range: 'bytes=0-1' }, 'HEAD');
    expect([status, headers['content-length']]).toEqual([200, '70000']);
  });
});

describe('what is not to be had', () => {
  const refusal = async (url: string, headers = {}): Promise<unknown[]> => {
    const answer = await send(url, headers);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.etag).toBeUndefined();
    return [answer.status, answer.body.toString()];
  };
  const NOTHING = [404, 'There is nothing here.\n'];
  const INVALID = [403, 'This URL is not valid here, or no longer.\n'];

  test('a changed URL is refused, whatever was changed', async () => {
    const url = urlOf(await givenContent({ renditions: { webp: WEBP } }), 'webp');
    expect((await send(url)).status).toBe(200);
    expect(await refusal(url.replace('1200x1200', '1201x1200'))).toEqual(INVALID);
    expect(await refusal(url.replace('.webp', '.jpg'))).toEqual(INVALID);
    expect(await refusal(url.replace('.webp', ''))).toEqual(INVALID);
    expect(await refusal(url.replace('/media/k1.', '/media/k2.'))).toEqual(INVALID);
  });

  test('for a changed URL nothing is looked up, and a database that fails tells nothing', async () => {
    const gone = await createTestDatabase();
    await gone.close();
    const app = express().use(
      DELIVERY_PATH,
      deliveryRouter({ urls, database: gone.database, storage, log: createLog({ level: 'silent' }) }),
    );
    const other = app.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = new URL(urlOf(uuid(), 'webp'));
    url.port = String((other.address() as AddressInfo).port);
    expect(await refusal(url.href.replace('.webp', '.jpg'))).toEqual(INVALID);
    expect(await refusal(url.href)).toEqual([500, 'Something went wrong.\n']);
    other.close();
  });

  test('nothing is found under another recipe, transform, format, content or workspace', async () => {
    const contentId = await givenContent({ renditions: { webp: WEBP } });
    const stranger = (await givenWorkspace(db)).id;
    expect(await refusal(urlOf(contentId, 'webp', { recipe: 2 }))).toEqual(NOTHING);
    expect(await refusal(urlOf(contentId, null, { transform: 'contain-1x1-q85' }))).toEqual(NOTHING);
    expect(await refusal(urlOf(contentId, 'jpg'))).toEqual(NOTHING);
    expect(await refusal(urlOf(contentId, 'exe'))).toEqual(NOTHING);
    expect(await refusal(urlOf(uuid(), 'webp'))).toEqual(NOTHING);
    expect(await refusal(urlOf(contentId, 'webp', { workspaceId: stranger }))).toEqual(NOTHING);
    expect(await refusal(urls.originalUrl({ workspaceId: stranger, contentId, filename: 'a' }))).toEqual(
      NOTHING,
    );
    expect(await refusal(urls.originalUrl({ workspaceId, contentId: uuid(), filename: 'a' }))).toEqual(
      NOTHING,
    );
  });

  test.each(['condemned', 'deleting'])('nothing of a content that is %s is delivered', async (state) => {
    const contentId = await givenContent({ renditions: { webp: WEBP }, state });
    expect(await refusal(urlOf(contentId, 'webp'))).toEqual(NOTHING);
    expect(await refusal(urlOf(contentId, null))).toEqual(NOTHING);
    expect(await refusal(urls.originalUrl({ workspaceId, contentId, filename: 'a' }))).toEqual(NOTHING);
    await db.query("UPDATE content SET state = 'live' WHERE id = $1", contentId);
    expect((await send(urlOf(contentId, 'webp'))).status).toBe(200);
  });

  test.each(['/media', '/media/', '/media/favicon.ico', '/media/k1.x/%E0%A4%A', '/media//'])(
    '%s is no URL of delivery',
    async (path) => expect(await refusal(new URL(path, urlOf(uuid(), null)).href)).toEqual(NOTHING),
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
    const url = urlOf(await givenContent({ renditions: { webp: WEBP } }), 'webp');
    const { status, headers } = await send(url, {}, method);
    expect([status, headers.allow, headers['cache-control']]).toEqual([405, 'GET, HEAD', 'no-store']);
  });
});

describe('when the storage fails', () => {
  let contentId: string;
  let url: string;
  let path: string;
  beforeEach(async () => {
    contentId = await givenContent({ renditions: { webp: randomBytes(5_000_000) } });
    url = urlOf(contentId, 'webp');
    const [row] = await db.query<{ storage_key: string }>(
      'SELECT storage_key FROM rendition WHERE content_id = $1',
      contentId,
    );
    path = join(directory, 'objects', row?.storage_key ?? '');
  });
  const errors = (): string[] => logged.filter((line) => line.includes('could not be delivered'));

  test('bytes that are gone are not there, and the log says so', async () => {
    await rm(path);
    const { status, headers } = await send(url);
    expect([status, headers['cache-control'], headers.etag]).toEqual([404, 'no-store', undefined]);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]).toContain(contentId);
  });

  test('a storage that cannot be opened is an error that tells nothing', async () => {
    storage.beforeOpen = () => Promise.reject(new Error('secret details'));
    const { status, headers, body } = await send(url);
    expect([status, headers['cache-control'], body.toString()]).toEqual([
      500,
      'no-store',
      'Something went wrong.\n',
    ]);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]).toContain('secret details');
  });

  test.each([
    ['breaks in the middle', () => Promise.resolve(void (storage.failAfter = 1_000_000))],
    ['breaks before the first byte', () => Promise.resolve(void (storage.failAfter = 0))],
    ['has fewer bytes than it should', () => truncate(path, 3_000_000)],
  ])('one that %s ends the connection, and nobody takes the part for the whole', async (_, breakIt) => {
    await breakIt();
    await expect(send(url)).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    await until(() => errors().length === 1);
    await until(async () => (await openFiles()) === 0);
  });
});

describe('a client that goes away', () => {
  let url: string;
  beforeEach(async () => {
    url = urlOf(await givenContent({ renditions: { webp: randomBytes(20_000_000) } }), 'webp');
  });

  test('in the middle leaves no file open', async () => {
    const requests = Array.from({ length: 20 }, () => httpRequest(url, { agent: false }));
    const responses = await Promise.all(
      requests.map(async (request) => {
        request.end();
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        await once(response, 'readable');
        return response;
      }),
    );
    expect(await openFiles()).toBe(20);
    for (const response of responses) response.destroy();
    await until(async () => (await openFiles()) === 0);
    expect(logged).toEqual([]);
  });

  test('before the storage answers leaves no file open', async () => {
    let opening = 0;
    let letOpen: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (letOpen = resolve));
    storage.beforeOpen = () => {
      opening += 1;
      return opened;
    };
    const request = httpRequest(url, { agent: false });
    request.on('error', () => undefined).end();
    await until(() => opening === 1);
    request.destroy();
    const connections = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    await until(async () => (await connections()) === 0);
    letOpen();
    await until(async () => (await openFiles()) === 0);
    await sleep(50);
    expect(await openFiles()).toBe(0);
    expect(logged).toEqual([]);
  });
});

describe('an original', () => {
  const ORIGINAL = Buffer.from('<script>alert(1)</script>'.repeat(100));

  test('is a download under its name, byte for byte, until its URL expires', async () => {
    const contentId = await givenContent({ original: ORIGINAL, mimeType: 'text/html' });
    const url = urls.originalUrl({ workspaceId, contentId, filename: 'Grüße “2”.html' });
    const expiresAt = Number(/original-(\d+)/.exec(url)?.[1]);
    const { status, headers, body } = await send(url);
    expect(status).toBe(200);
    expect(body.equals(ORIGINAL)).toBe(true);
    const maxAge = Number(/^private, max-age=(\d+)$/.exec(headers['cache-control'] ?? '')?.[1]);
    const secondsLeft = expiresAt - Date.now() / 1000;
    expect(maxAge).toBeGreaterThan(secondsLeft - 5);
    expect(maxAge).toBeLessThan(secondsLeft + 5);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': String(ORIGINAL.length),
      'content-disposition':
        'attachment; filename="Gr??e ?2?.html"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20%E2%80%9C2%E2%80%9D.html',
      etag: etagOf(ORIGINAL),
      'last-modified': CREATED_AT_HTTP,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('is delivered in ranges, and not again to who has it', async () => {
    const contentId = await givenContent({ original: ORIGINAL });
    const url = urls.originalUrl({ workspaceId, contentId, filename: 'a.bin' });
    const part = await send(url, { range: 'bytes=8-12' });
    expect([part.status, part.body.toString()]).toEqual([206, 'alert']);
    expect((await send(url, { 'if-none-match': etagOf(ORIGINAL) })).status).toBe(304);
  });

  test('is refused once its URL has expired', async () => {
    const contentId = await givenContent({ original: ORIGINAL });
    const threeHoursAgo = Date.now() - 3 * 3_600_000;
    const url = urls.originalUrl({ workspaceId, contentId, filename: 'a.bin' }, threeHoursAgo);
    const { status, headers, body } = await send(url);
    expect([status, headers['cache-control']]).toEqual([403, 'no-store']);
    expect(body.toString()).toBe('This URL is not valid here, or no longer.\n');
  });
});
