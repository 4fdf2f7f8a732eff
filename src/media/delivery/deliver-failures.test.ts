import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm, truncate } from 'node:fs/promises';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDelivery, send, until, type TestDelivery } from './delivery.fixture';

let delivery: TestDelivery;
beforeAll(async () => {
  delivery = await createTestDelivery();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

describe('when the storage fails', () => {
  let contentId: string;
  let url: string;
  let path: string;
  beforeEach(async () => {
    contentId = await delivery.givenContent({ renditions: { webp: randomBytes(5_000_000) } });
    url = delivery.urlOf(contentId, 'webp');
    const [row] = await delivery.db.query<{ storage_key: string }>(
      'SELECT storage_key FROM rendition WHERE content_id = $1',
      contentId,
    );
    path = join(delivery.directory, 'objects', row?.storage_key ?? '');
  });
  const errors = (): string[] => delivery.logged.filter((line) => line.includes('could not be delivered'));

  test('bytes that are gone are not there, and the log says so', async () => {
    await rm(path);
    const { status, headers } = await send(url);
    expect([status, headers['cache-control'], headers.etag]).toEqual([404, 'no-store', undefined]);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]).toContain(contentId);
  });

  test('a storage that cannot be opened is an error that tells nothing', async () => {
    delivery.storage.beforeOpen = () => Promise.reject(new Error('secret details'));
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
    ['breaks in the middle', () => Promise.resolve(void (delivery.storage.failAfter = 1_000_000))],
    ['breaks before the first byte', () => Promise.resolve(void (delivery.storage.failAfter = 0))],
    ['has fewer bytes than it should', () => truncate(path, 3_000_000)],
  ])('one that %s ends the connection, and nobody takes the part for the whole', async (_, breakIt) => {
    await breakIt();
    await expect(send(url)).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    await until(() => errors().length === 1);
    await until(async () => (await delivery.openFiles()) === 0);
  });
});

// Linux alone shows a process its open files.
(process.platform === 'linux' ? describe : describe.skip)('a client that goes away', () => {
  let url: string;
  beforeEach(async () => {
    url = delivery.urlOf(
      await delivery.givenContent({ renditions: { webp: randomBytes(20_000_000) } }),
      'webp',
    );
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
    expect(await delivery.openFiles()).toBe(20);
    for (const response of responses) response.destroy();
    await until(async () => (await delivery.openFiles()) === 0);
    expect(delivery.logged).toEqual([]);
  });

  test('before the storage answers leaves no file open', async () => {
    let opening = 0;
    let letOpen: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (letOpen = resolve));
    delivery.storage.beforeOpen = () => {
      opening += 1;
      return opened;
    };
    const request = httpRequest(url, { agent: false });
    request.on('error', () => undefined).end();
    await until(() => opening === 1);
    request.destroy();
    const connections = (): Promise<number> =>
      new Promise((resolve) => delivery.server.getConnections((_, count) => resolve(count)));
    await until(async () => (await connections()) === 0);
    letOpen();
    await until(async () => (await delivery.openFiles()) === 0);
    await sleep(50);
    expect(await delivery.openFiles()).toBe(0);
    expect(delivery.logged).toEqual([]);
  });
});
