import { v7 as uuid } from 'uuid';
import sharp from 'sharp';
import { onRedis, startRedis } from '../src/platform/queue/backends.fixture';
import { decodeId, encodeId } from '../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../src/platform/outbox/hand-on-events';
import { eventually } from './support/eventually';
import { givenShop, type Shop } from './support/shop';
import { startTestApp, type TestApp } from './support/test-app';
import { TestClient } from './support/test-client';
import { openSubscription, type TestSubscription } from './support/test-subscription';
import { rowsOf } from './support/workspace-rows';

const UPDATES = `subscription ($ids: [ID!]) {
  mediaUpdated(ids: $ids) { kind id media { id status progress previewImage { url } } } }`;
const UPLOAD = 'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }';

interface Update {
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly id: string;
  readonly media: { status: string; progress: number; previewImage: { url: string } | null } | null;
}
type Updates = TestSubscription<{ mediaUpdated: Update }>;

describe('mediaUpdated', () => {
  describe('on PostgreSQL', () => suite(() => Promise.resolve({ env: {}, stop: () => Promise.resolve() })));
  onRedis(() =>
    suite(async () => {
      const redis = await startRedis();
      return { env: { REDIS_URL: redis.backend.url }, stop: () => redis.stop() };
    }),
  );
});

function suite(
  startBackend: () => Promise<{ env: Record<string, string>; stop: () => Promise<void> }>,
): void {
  let backend: Awaited<ReturnType<typeof startBackend>>;
  /** Where files are uploaded, where people listen, and where files are processed. */
  let uploading: TestApp;
  let listening: TestApp;
  let processing: TestApp;
  let here: Shop;
  let there: Shop;
  const subscriptions: Updates[] = [];

  beforeAll(async () => {
    backend = await startBackend();
    const { env } = backend;
    uploading = await startTestApp({ env });
    listening = await startTestApp({ env, beside: uploading });
    processing = await startTestApp({ env, beside: uploading, workers: ['relay', 'image'] });
    here = await givenShop(uploading, 'here');
    there = await givenShop(uploading, 'there');
  });
  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) await subscription.close();
  });
  afterAll(async () => {
    await processing.close();
    await listening.close();
    await uploading.close();
    await backend.stop();
  });

  function open(client: TestClient, variables: Record<string, unknown> = {}): Updates {
    const elsewhere = new TestClient(listening.url, client.workspace, client.token);
    const subscription = openSubscription<{ mediaUpdated: Update }>(elsewhere, UPDATES, variables);
    subscriptions.push(subscription);
    return subscription;
  }

  const heardBy = (subscription: Updates): Update[] =>
    subscription.events.flatMap(({ data }) => (data ? [data.mediaUpdated] : []));

  /** Tells a workspace of a change, of an item that is not there unless one is named, until the subscription hears it. */
  async function untilListening(subscription: Updates, shop: Shop, mediaId = uuid()): Promise<void> {
    const payload = { mediaId, kind: 'UPDATED' };
    await eventually(async () => {
      await uploading.platform.broadcast.publish(EVENTS_CHANNEL, {
        ...{ id: mediaId, workspaceId: shop.id, name: 'media.changed', payload },
      });
      expect(heardBy(subscription).map(({ id }) => id)).toContain(encodeId('Media', mediaId));
    });
  }

  async function upload({ owner }: Shop): Promise<string> {
    const background = { r: randomByte(), g: randomByte(), b: randomByte() };
    const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background } })
      .png()
      .toBuffer();
    const answer = await owner.upload<{ mediaUpload: { media: { id: string } } }>(
      UPLOAD,
      new Blob([new Uint8Array(picture)]),
      'picture.png',
    );
    return answer.data.mediaUpload.media.id;
  }

  const completed = (subscription: Updates, id: string) =>
    eventually(() => {
      const last = heardBy(subscription).findLast((update) => update.id === id);
      expect(last?.media?.status).toBe('COMPLETED');
      return Promise.resolve();
    });

  it('tells another process how an upload goes on, to its end', async () => {
    const subscription = open(here.editor);
    await untilListening(subscription, here);
    const id = await upload(here);
    await completed(subscription, id);

    const updates = heardBy(subscription).filter((update) => update.id === id);
    expect(updates.filter(({ kind }) => kind === 'CREATED')).toHaveLength(1);
    expect(updates.filter(({ kind }) => kind === 'DELETED')).toHaveLength(0);
    const progress = updates.map(({ media }) => media?.progress ?? -1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(updates.at(-1)?.media).toEqual({
      ...{ id, status: 'COMPLETED', progress: 1 },
      previewImage: { url: expect.stringContaining('/media/') as string },
    });
  });

  it('tells of the items alone that were asked for', async () => {
    const [everything, watched] = [open(here.owner), uuid()];
    const some = open(here.owner, { ids: [encodeId('Media', watched), here.references.draftMedia] });
    await untilListening(some, here, watched);
    await untilListening(everything, here);
    const id = await upload(here);
    await completed(everything, id);
    // Behind all that was told of the upload, to the same connection.
    await uploading.platform.broadcast.publish(EVENTS_CHANNEL, {
      ...{ id: watched, workspaceId: here.id, name: 'media.changed' },
      payload: { mediaId: watched, kind: 'DELETED' },
    });
    await eventually(() => {
      expect(heardBy(some).at(-1)?.kind).toBe('DELETED');
      return Promise.resolve();
    });
    expect(new Set(heardBy(some).map((update) => update.id))).toEqual(new Set([encodeId('Media', watched)]));
  });

  it('tells another workspace nothing', async () => {
    const [own, foreign] = [open(here.owner), open(there.owner)];
    const named = open(there.owner, { ids: [here.references.media, there.references.media] });
    const marker = decodeId('Media', there.references.media) ?? '';
    await untilListening(own, here);
    await untilListening(foreign, there, marker);
    await untilListening(named, there, marker);
    const id = await upload(here);
    await completed(own, id);

    const theirs = await upload(there);
    await completed(foreign, theirs);
    const ids = (subscription: Updates) => new Set(heardBy(subscription).map((update) => update.id));
    expect(ids(foreign)).toEqual(new Set([there.references.media, theirs]));
    expect(ids(named)).toEqual(new Set([there.references.media]));
  });

  it.each([
    ['anonymous', 'UNAUTHENTICATED'],
    ['customer', 'FORBIDDEN'],
  ] as const)('refuses who is %s, who hears nothing', async (caller, code) => {
    const before = await rowsOf(uploading.db, here.id);
    const refused = open(here[caller]);
    expect(await refused.ended).toBeNull();
    expect(refused.events).toMatchObject([{ errors: [{ extensions: { code } }] }]);
    expect(refused.events[0]?.data ?? null).toBeNull();
    const heard = open(here.owner);
    await untilListening(heard, here);
    expect(refused.events).toHaveLength(1);
    expect(await rowsOf(uploading.db, here.id)).toEqual(before);
  });

  it('refuses more ids than any list may hold', async () => {
    const refused = open(here.owner, { ids: Array.from({ length: 251 }, () => here.references.media) });
    await refused.ended;
    expect(refused.events).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  });
}

function randomByte(): number {
  return Math.floor(Math.random() * 256);
}
