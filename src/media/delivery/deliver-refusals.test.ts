import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import express from 'express';
import { v7 as uuid } from 'uuid';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase } from '../../../test/support/test-database';
import { createLog } from '../../platform/log';
import { deliveryRouter } from './delivery-router';
import { DELIVERY_PATH } from './media-urls';
import { createTestDelivery, WEBP, send, type TestDelivery } from './delivery.fixture';

let delivery: TestDelivery;
beforeAll(async () => {
  delivery = await createTestDelivery();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

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
    const url = delivery.urlOf(await delivery.givenContent({ renditions: { webp: WEBP } }), 'webp');
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
      deliveryRouter({ ...delivery.deps, database: gone.database, log: createLog({ level: 'silent' }) }),
    );
    const other = app.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = new URL(delivery.urlOf(uuid(), 'webp'));
    url.port = String((other.address() as AddressInfo).port);
    expect(await refusal(url.href.replace('.webp', '.jpg'))).toEqual(INVALID);
    expect(await refusal(url.href)).toEqual([500, 'Something went wrong.\n']);
    other.close();
  });

  test('nothing is found under another recipe, transform, format, content or workspace', async () => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP } });
    const stranger = (await givenWorkspace(delivery.db)).id;
    expect(await refusal(delivery.urlOf(contentId, 'webp', { recipe: 2 }))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(contentId, 'webp', { recipe: 0 }))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(contentId, null, { transform: 'contain-01x1-q85' }))).toEqual(
      NOTHING,
    );
    expect(await refusal(delivery.urlOf(contentId, null, { transform: 'blur-1x1-q85' }))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(contentId, 'exe'))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(uuid(), 'webp'))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(contentId, 'webp', { workspaceId: stranger }))).toEqual(NOTHING);
    expect(
      await refusal(delivery.urls.originalUrl({ workspaceId: stranger, contentId, filename: 'a' })),
    ).toEqual(NOTHING);
    expect(
      await refusal(
        delivery.urls.originalUrl({ workspaceId: delivery.workspaceId, contentId: uuid(), filename: 'a' }),
      ),
    ).toEqual(NOTHING);
  });

  test.each(['condemned', 'deleting'])('nothing of a content that is %s is delivered', async (state) => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP }, state });
    expect(await refusal(delivery.urlOf(contentId, 'webp'))).toEqual(NOTHING);
    expect(await refusal(delivery.urlOf(contentId, null))).toEqual(NOTHING);
    expect(
      await refusal(
        delivery.urls.originalUrl({ workspaceId: delivery.workspaceId, contentId, filename: 'a' }),
      ),
    ).toEqual(NOTHING);
    await delivery.db.query("UPDATE content SET state = 'live' WHERE id = $1", contentId);
    expect((await send(delivery.urlOf(contentId, 'webp'))).status).toBe(200);
  });

  test.each(['/media', '/media/', '/media/favicon.ico', '/media/k1.x/%E0%A4%A', '/media//'])(
    '%s is no URL of delivery',
    async (path) => expect(await refusal(new URL(path, delivery.urlOf(uuid(), null)).href)).toEqual(NOTHING),
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
    const url = delivery.urlOf(await delivery.givenContent({ renditions: { webp: WEBP } }), 'webp');
    const { status, headers } = await send(url, {}, method);
    expect([status, headers.allow, headers['cache-control']]).toEqual([405, 'GET, HEAD', 'no-store']);
  });
});
