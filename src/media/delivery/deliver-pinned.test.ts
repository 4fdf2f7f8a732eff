import { v7 as uuid } from 'uuid';
import { Loaders } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { systemActor } from '../../platform/actor';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { pinContents, unpinContents } from '../content/pin-content';
import { MediaConsumers } from '../attachments/consumer';
import { deleteMedia } from '../lifecycle/delete-media';
import { purgeMedia } from '../lifecycle/purge-media';
import { createTestDelivery, send, type TestDelivery, WEBP } from './delivery.fixture';
import { chosenUrl } from './image-url';
import { pinnedImageOf } from './pinned-image-loaders';

let delivery: TestDelivery;
beforeAll(async () => {
  delivery = await createTestDelivery();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

describe('pictures that somebody has pinned', () => {
  const holderId = uuid();
  const write = <T>(work: (tx: Tx) => Promise<T>) =>
    delivery.db.unitOfWork.run({ workspaceId: delivery.workspaceId, actor: systemActor('test') }, work);
  const pin = (contentId: string) => write((tx) => pinContents(tx, 'sheet', [{ holderId, contentId }]));
  const unpin = () => write((tx) => unpinContents(tx, 'sheet', [holderId]));
  const itemsOf = async (contentId: string) =>
    (await delivery.db.query<{ id: string }>('SELECT id FROM media WHERE content_id = $1', contentId)).map(
      ({ id }) => id,
    );
  const remove = async (contentId: string) => {
    const ids = await itemsOf(contentId);
    await write((tx) => deleteMedia(tx, new MediaConsumers([]), ids));
  };
  const purge = async (contentId: string) => {
    const ids = await itemsOf(contentId);
    await write((tx) => purgeMedia(tx, ids));
  };
  const context = () =>
    ({
      loaders: new Loaders(),
      db: delivery.db.database.workspace(delivery.workspaceId),
    }) as WorkspaceContext;
  const statusOf = async (url: string) => (await send(url)).status;
  const originalUrl = (contentId: string) => {
    const { workspaceId } = delivery;
    return delivery.urls.originalUrl({ workspaceId, contentId, filename: 'picture.jpg' });
  };

  test('are delivered until they are let go, whatever becomes of their library items', async () => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP } });
    await delivery.givenItem(contentId);
    const url = delivery.urlOf(contentId, 'webp');
    await pin(contentId);
    await remove(contentId);
    expect(await statusOf(url)).toBe(200);
    await purge(contentId);
    expect(await itemsOf(contentId)).toEqual([]);
    const answer = await send(url);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(WEBP)).toBe(true);
    await unpin();
    expect(await statusOf(url)).toBe(404);
  });

  test('are hidden with their last item where nobody has them pinned', async () => {
    const [pinned, other] = [
      await delivery.givenContent({ renditions: { webp: WEBP } }),
      await delivery.givenContent({ renditions: { webp: WEBP } }),
    ];
    await pin(pinned);
    await remove(other);
    expect(await statusOf(delivery.urlOf(other, 'webp'))).toBe(404);
    await unpin();
    expect(await statusOf(delivery.urlOf(pinned, 'webp'))).toBe(200);
    await remove(pinned);
    expect(await statusOf(delivery.urlOf(pinned, 'webp'))).toBe(404);
  });

  test('are pictures: the upload itself goes with the library item', async () => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP } });
    expect(await statusOf(originalUrl(contentId))).toBe(200);
    await pin(contentId);
    await remove(contentId);
    expect(await statusOf(originalUrl(contentId))).toBe(404);
  });

  test('are shown as they were used, without any item, and to their own workspace alone', async () => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP } });
    await pin(contentId);
    await remove(contentId);
    await purge(contentId);
    const kept = { contentId, alt: 'A vase', focalPoint: { x: 0.25, y: 0.5 } };
    const image = await pinnedImageOf(context(), kept);
    expect(image).toEqual({
      ...{ workspaceId: delivery.workspaceId, recipe: 1, ...kept },
      facts: { animated: false, hasAlpha: false, width: 1200, height: 900 },
    });
    if (!image) return;
    const whole = { crop: 'contain', width: 1200, height: 1200, quality: 85 } as const;
    const shown = { transform: whole, format: 'webp', width: 1200, height: 900 } as const;
    expect(await statusOf(chosenUrl(delivery.urls, image, shown))).toBe(200);

    await delivery.db.query("UPDATE content SET recipe = NULL, status = 'PENDING' WHERE id = $1", contentId);
    expect(await pinnedImageOf(context(), kept)).toBeNull();
    await delivery.db.query("UPDATE content SET recipe = 1, status = 'COMPLETED' WHERE id = $1", contentId);
    await delivery.reset();
    expect(await pinnedImageOf(context(), kept)).toBeNull();
  });
});
