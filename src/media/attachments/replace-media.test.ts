import { givenMedia, givenProduct, givenUser, givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { MediaType } from '../media-type';
import { type AttachItem } from './attach-media';
import { type MediaConsumer } from './consumer';
import { replaceMedia } from './replace-media';

const consumer: MediaConsumer = {
  entityType: 'shelf',
  nodeType: 'Shelf',
  roles: [
    { name: 'gallery', accepts: [MediaType.IMAGE] },
    { name: 'swatch', accepts: [MediaType.IMAGE] },
  ],
  authorize: () => undefined,
  lock: (_, ids) => Promise.resolve(new Set(ids)),
  labels: () => Promise.resolve(new Map()),
};

describe('replacing the media of an entity', () => {
  let db: TestDatabase;
  let origin: Origin;
  let entityId: string;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    const { id: workspaceId } = await givenWorkspace(db);
    origin = { workspaceId, actor: await givenUser(db, workspaceId) };
    entityId = await givenProduct(db, workspaceId);
  });

  const replace = (...items: AttachItem[]) =>
    db.unitOfWork.run(origin, (tx) => replaceMedia(tx, consumer, entityId, items, ['input', 'media']));
  const stored = () =>
    db.query<{ id: string; media_id: string }>(
      `SELECT id, media_id, role, position, alt, caption, is_primary FROM attachment
       WHERE workspace_id = $1 ORDER BY role, position`,
      origin.workspaceId,
    );

  it('leaves exactly what is listed, in that order, and keeps the attachments of what stays', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => givenMedia(db, origin.workspaceId)));
    if (!a || !b || !c) throw new Error('There are three.');
    await replace({ mediaId: a }, { mediaId: b });
    const idOfB = (await stored()).find(({ media_id }) => media_id === b)?.id;

    const of = (mediaId: string, primary: boolean) => ({
      mediaId,
      role: 'gallery',
      primary,
      alt: null,
      caption: null,
    });
    expect(await replace({ mediaId: b }, { mediaId: c })).toEqual({
      before: { media: [of(a, true), of(b, false)] },
      after: { media: [of(b, true), of(c, false)] },
    });
    const after = await stored();
    expect(after.map(({ media_id }) => media_id)).toEqual([b, c]);
    expect(after[0]?.id).toBe(idOfB);
    expect(await replace({ mediaId: b }, { mediaId: c })).toBeNull();
  });

  it('keeps what is said of a use where it is left out, and clears it with null', async () => {
    const a = await givenMedia(db, origin.workspaceId);
    await replace({ mediaId: a, alt: 'A vase', caption: 'from the side' });
    expect(await replace({ mediaId: a })).toBeNull();
    await replace({ mediaId: a, caption: null });
    expect(await stored()).toMatchObject([{ alt: 'A vase', caption: null }]);
  });

  it('stores texts without what PostgreSQL or people cannot read, and refuses endless ones', async () => {
    const a = await givenMedia(db, origin.workspaceId);
    await replace({ mediaId: a, alt: ' a\0 vase\u0007 ', caption: '\ud800' });
    expect(await stored()).toMatchObject([{ alt: 'a vase', caption: null }]);
    const endless = replace({ mediaId: a, alt: 'x'.repeat(1_001), caption: 'x'.repeat(2_001) });
    await expect(endless).rejects.toMatchObject({
      faults: [
        { code: 'INVALID', field: ['input', 'media', '0', 'alt'] },
        { code: 'INVALID', field: ['input', 'media', '0', 'caption'] },
      ],
    });
    expect(await stored()).toMatchObject([{ alt: 'a vase', caption: null }]);
  });
});
