import { v7 as uuid } from 'uuid';
import { Dice } from '../../../test/media/dice';
import { givenMedia, givenUser, givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { whenOneWaits } from '../../../test/support/when-one-waits';
import { type Actor } from '../../platform/actor';
import { Loaders } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { pinContents } from '../content/pin-content';
import { deleteMedia } from '../lifecycle/delete-media';
import { purgeMedia } from '../lifecycle/purge-media';
import { MediaStatus, MediaType } from '../media-type';
import { MediaConsumers, type MediaConsumer } from './consumer';
import { primaryImageOf } from './entity-media-loaders';
import { holdPrimaryImages, type Pictured } from './hold-primary-images';

const consumerOf = (entityType: string, ...roles: [string, ...string[]]): MediaConsumer => ({
  entityType,
  nodeType: 'Shelf',
  roles: roles.map((name) => ({ name, accepts: [MediaType.IMAGE] })) as unknown as MediaConsumer['roles'],
  authorize: () => undefined,
  lock: (_, ids) => Promise.resolve(new Set(ids)),
  labels: () => Promise.resolve(new Map()),
});
// Their roles are in no alphabetical order, and not in the same one.
const shelf = consumerOf('shelf', 'gallery', 'cover');
const board = consumerOf('board', 'cover', 'gallery');

describe('the images that stand for entities', () => {
  let db: TestDatabase;
  let origin: Origin;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    const { id: workspaceId } = await givenWorkspace(db);
    origin = { workspaceId, actor: await givenUser(db, workspaceId) };
  });

  const hold = (wanted: Record<string, Pictured[]>) =>
    db.unitOfWork.run(origin, async (tx) =>
      Object.fromEntries(await holdPrimaryImages(tx, new Map(Object.entries(wanted)))),
    );
  const contentOf = async (mediaId: string) =>
    (await db.query<{ content_id: string }>('SELECT content_id FROM media WHERE id = $1', mediaId))[0]
      ?.content_id;
  const attach = async (
    { consumer, entityId }: Pictured,
    mediaId: string,
    place: { role?: string; position?: number; primary?: boolean; alt?: string } = {},
  ) => {
    const { role = 'gallery', position = 0, primary = false, alt = null } = place;
    await db.query(
      `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, is_primary, media_id, alt)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      ...[origin.workspaceId, uuid(), consumer.entityType, entityId, role, position, primary, mediaId, alt],
    );
  };
  const shelfOf = (): Pictured => ({ consumer: shelf, entityId: uuid() });
  const boardOf = (): Pictured => ({ consumer: board, entityId: uuid() });

  it('are those of the first entity that has one, with the alt of the use and the focal point of the item', async () => {
    const [bare, variant, product] = [boardOf(), boardOf(), shelfOf()];
    const [own, shared] = [
      await givenMedia(db, origin.workspaceId),
      await givenMedia(db, origin.workspaceId),
    ];
    await db.query("UPDATE media SET alt = 'a vase', focal_x = 0.25, focal_y = 0.75 WHERE id = $1", shared);
    await attach(variant, own, { alt: 'a blue vase' });
    await attach(product, shared);
    const [first, second, third, nothing] = [uuid(), uuid(), uuid(), uuid()];
    expect(
      await hold({
        [first]: [variant, product],
        [second]: [bare, product],
        [third]: [product, variant],
        [nothing]: [bare],
        [uuid()]: [],
      }),
    ).toEqual({
      [first]: { contentId: await contentOf(own), alt: 'a blue vase', focalPoint: null },
      [second]: { contentId: await contentOf(shared), alt: 'a vase', focalPoint: { x: 0.25, y: 0.75 } },
      [third]: { contentId: await contentOf(shared), alt: 'a vase', focalPoint: { x: 0.25, y: 0.75 } },
    });
    expect(await hold({})).toEqual({});
  });

  it('are chosen as the storefront chooses, whatever entities have', async () => {
    const { workspaceId } = origin;
    const dice = new Dice(7);
    const media = await Promise.all([
      ...Array.from({ length: 4 }, () => givenMedia(db, workspaceId)),
      givenMedia(db, workspaceId, { status: MediaStatus.PENDING }),
      givenMedia(db, workspaceId, { status: MediaStatus.FAILED }),
      givenMedia(db, workspaceId, { mediaType: MediaType.DOCUMENT }),
      givenMedia(db, workspaceId, { deleted: true }),
    ]);
    const entities = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? shelfOf() : boardOf()));
    for (const entity of entities) {
      const left = [...media];
      const count = dice.below(5);
      const primary = dice.below(6);
      for (let index = 0; index < count; index += 1) {
        const [mediaId = ''] = left.splice(dice.below(left.length), 1);
        const role = dice.pick(['gallery', 'cover', 'unknown']) ?? '';
        await attach(entity, mediaId, { role, position: dice.below(3), primary: index === primary });
      }
    }
    const anonymous: Actor = { kind: 'anonymous' };
    const context = {
      ...{ loaders: new Loaders(), actor: anonymous, db: db.database.workspace(workspaceId) },
    } as WorkspaceContext;
    const shown = await Promise.all(
      entities.map(({ consumer, entityId }) => primaryImageOf(context, consumer, entityId)),
    );
    const held = await hold(Object.fromEntries(entities.map((entity) => [entity.entityId, [entity]])));
    expect(entities.map(({ entityId }) => held[entityId]?.contentId ?? null)).toEqual(
      shown.map((image) => image?.contentId ?? null),
    );
    expect(shown.filter((image) => image === null).length).toBeGreaterThan(3);
    expect(new Set(shown.map((image) => image?.contentId)).size).toBe(5);
  });

  it('can be pinned later in the transaction, although everything over them is deleted meanwhile', async () => {
    const entity = shelfOf();
    const mediaId = await givenMedia(db, origin.workspaceId);
    await attach(entity, mediaId);
    const contentId = (await contentOf(mediaId)) ?? '';
    const holderId = uuid();
    let deleting: Promise<void> = Promise.resolve();
    const pinned = await db.unitOfWork.run(origin, async (tx) => {
      const held = await holdPrimaryImages(tx, new Map([[holderId, [entity]]]));
      await db.query('DELETE FROM attachment WHERE media_id = $1', mediaId);
      deleting = db.unitOfWork.run(origin, async (other) => {
        await deleteMedia(other, new MediaConsumers([]), [mediaId]);
        await purgeMedia(other, [mediaId]);
      });
      await whenOneWaits(db);
      return pinContents(tx, 'sheet', [{ holderId, contentId: held.get(holderId)?.contentId ?? '' }]);
    });
    await deleting;
    expect(pinned).toEqual([{ holderId, contentId }]);
    expect(await db.query('SELECT state FROM content WHERE id = $1', contentId)).toEqual([{ state: 'live' }]);
    expect(await db.query('SELECT 1 FROM media WHERE id = $1', mediaId)).toEqual([]);
  });

  it('are never those of another workspace', async () => {
    const entity = shelfOf();
    await attach(entity, await givenMedia(db, origin.workspaceId));
    const { id: workspaceId } = await givenWorkspace(db);
    origin = { ...origin, workspaceId };
    expect(await hold({ [uuid()]: [entity] })).toEqual({});
  });
});
