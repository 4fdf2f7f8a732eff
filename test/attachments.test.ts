import { MediaConsumers, MediaStatus, MediaType } from '../src/media';
import { attachMedia, type AttachItem } from '../src/media/attachments/attach-media';
import { type EntityKey } from '../src/media/attachments/change-entity-media';
import { detachMedia } from '../src/media/attachments/detach-media';
import { reorderMedia } from '../src/media/attachments/reorder-media';
import { setPrimaryMedia } from '../src/media/attachments/set-primary-media';
import { updateEntityMedia } from '../src/media/attachments/update-entity-media';
import { catalogModule } from '../src/catalog';
import { ANONYMOUS, Role } from '../src/platform/actor';
import { type Tx } from '../src/platform/unit-of-work/transaction';
import { givenMedia, givenProduct, givenUser, givenWorkspace } from './support/factories';
import { createTestDatabase, type TestDatabase } from './support/test-database';

const consumers = new MediaConsumers(catalogModule.consumers);

describe('media of an entity', () => {
  let db: TestDatabase;
  let workspaceId: string;
  let product: EntityKey;
  let write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    workspaceId = (await givenWorkspace(db)).id;
    const actor = await givenUser(db, workspaceId, Role.EDITOR);
    write = (work) => db.unitOfWork.run({ workspaceId, actor }, work);
    product = { entityType: 'product', entityId: await givenProduct(db, workspaceId) };
  });

  interface Row {
    id: string;
    role: string;
    position: number;
    is_primary: boolean;
    media_id: string;
    alt: string | null;
  }
  const stored = () =>
    db.query<Row>(
      'SELECT id, role, position, is_primary, media_id, alt FROM attachment WHERE workspace_id = $1 ORDER BY role, position',
      workspaceId,
    );
  const places = async () =>
    (await stored()).map(({ role, position, media_id }) => [role, position, media_id]);
  const auditRows = () => db.query('SELECT action FROM audit_log WHERE workspace_id = $1', workspaceId);
  const eventRows = () =>
    db.query<{ name: string }>(
      'SELECT name FROM outbox_event WHERE workspace_id = $1 ORDER BY id',
      workspaceId,
    );
  const versionOf = async () =>
    (await db.query<{ version: number }>('SELECT version FROM product WHERE id = $1', product.entityId))[0]
      ?.version;
  const attach = (...items: AttachItem[]) => write((tx) => attachMedia(tx, consumers, product, items));
  const faultsOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => (error as { faults?: unknown }).faults ?? error,
    );

  it('attaches in order, makes the first image primary, and leaves one audit row, one version, its events', async () => {
    const [a, b] = [await givenMedia(db, workspaceId), await givenMedia(db, workspaceId)];
    await attach({ mediaId: a, alt: 'front' }, { mediaId: b });
    expect(await stored()).toEqual([
      {
        id: expect.any(String) as string,
        role: 'gallery',
        position: 0,
        is_primary: true,
        media_id: a,
        alt: 'front',
      },
      {
        id: expect.any(String) as string,
        role: 'gallery',
        position: 1,
        is_primary: false,
        media_id: b,
        alt: null,
      },
    ]);
    expect(await auditRows()).toEqual([{ action: 'product.media' }]);
    expect((await eventRows()).map(({ name }) => name)).toEqual(['entity.media.changed', 'product.changed']);
    expect(await versionOf()).toBe(2);
  });

  it('attaches once what is attached twice, and writes nothing the second time', async () => {
    const a = await givenMedia(db, workspaceId);
    await attach({ mediaId: a });
    await attach({ mediaId: a });
    expect(await places()).toEqual([['gallery', 0, a]]);
    expect(await auditRows()).toHaveLength(1);
    expect(await versionOf()).toBe(2);
  });

  it('puts an item at the position that was asked for, and the others behind it', async () => {
    const [a, b, c] = [
      await givenMedia(db, workspaceId),
      await givenMedia(db, workspaceId),
      await givenMedia(db, workspaceId),
    ];
    await attach({ mediaId: a }, { mediaId: b });
    await attach({ mediaId: c, position: 1 });
    expect(await places()).toEqual([
      ['gallery', 0, a],
      ['gallery', 1, c],
      ['gallery', 2, b],
    ]);
  });

  it('moves one after the other, closes the gap of a detached one, and hands the primary on', async () => {
    const media = [
      await givenMedia(db, workspaceId),
      await givenMedia(db, workspaceId),
      await givenMedia(db, workspaceId),
    ];
    const [a, b, c] = media;
    await attach(...media.map((mediaId) => ({ mediaId })));
    const ids = (await stored()).map(({ id }) => id);
    await write((tx) =>
      reorderMedia(tx, consumers, product, [
        { id: ids[2] ?? '', position: 0 },
        { id: ids[0] ?? '', position: 9 },
      ]),
    );
    expect(await places()).toEqual([
      ['gallery', 0, c],
      ['gallery', 1, b],
      ['gallery', 2, a],
    ]);
    expect((await stored()).find(({ is_primary }) => is_primary)?.media_id).toBe(a);

    await write((tx) => detachMedia(tx, consumers, product, [ids[0] ?? '']));
    expect(await places()).toEqual([
      ['gallery', 0, c],
      ['gallery', 1, b],
    ]);
    expect((await stored()).filter(({ is_primary }) => is_primary).map(({ media_id }) => media_id)).toEqual([
      c,
    ]);

    await write((tx) => setPrimaryMedia(tx, consumers, product, ids[1] ?? ''));
    expect((await stored()).filter(({ is_primary }) => is_primary).map(({ media_id }) => media_id)).toEqual([
      b,
    ]);
  });

  it('changes role, alt and caption, and clears by null', async () => {
    const [a, b] = [await givenMedia(db, workspaceId), await givenMedia(db, workspaceId)];
    await attach({ mediaId: a, alt: 'old' }, { mediaId: b });
    const [first] = await stored();
    await write((tx) =>
      updateEntityMedia(tx, consumers, product, [{ id: first?.id ?? '', role: 'swatch', alt: null }]),
    );
    expect(await stored()).toMatchObject([
      { role: 'gallery', position: 0, media_id: b, is_primary: false },
      { role: 'swatch', position: 0, media_id: a, alt: null, is_primary: true },
    ]);
  });

  it.each([
    [
      'an unknown media',
      () => Promise.resolve({ mediaId: product.entityId }),
      'NOT_FOUND',
      ['items', '0', 'mediaId'],
    ],
    [
      'a deleted media',
      async () => ({ mediaId: await givenMedia(db, workspaceId, { deleted: true }) }),
      'NOT_FOUND',
      ['items', '0', 'mediaId'],
    ],
    [
      'media of another workspace',
      async () => ({ mediaId: await givenMedia(db, (await givenWorkspace(db)).id) }),
      'NOT_FOUND',
      ['items', '0', 'mediaId'],
    ],
    [
      'an unknown role',
      async () => ({ mediaId: await givenMedia(db, workspaceId), role: 'hero' }),
      'INVALID',
      ['items', '0', 'role'],
    ],
    [
      'a negative position',
      async () => ({ mediaId: await givenMedia(db, workspaceId), position: -1 }),
      'INVALID',
      ['items', '0', 'position'],
    ],
    [
      'a kind that the role does not take',
      async () => ({ mediaId: await givenMedia(db, workspaceId, { mediaType: MediaType.DOCUMENT }) }),
      'INVALID',
      undefined,
    ],
    [
      'what failed',
      async () => ({ mediaId: await givenMedia(db, workspaceId, { status: MediaStatus.FAILED }) }),
      'INVALID',
      undefined,
    ],
  ])('refuses %s and changes nothing', async (_, item, code, field) => {
    const good = await givenMedia(db, workspaceId);
    const faults = await faultsOf(attach(await item(), { mediaId: good }));
    expect(faults).toMatchObject([{ code, ...(field && { field }) }]);
    expect([await stored(), await auditRows(), await eventRows(), await versionOf()]).toEqual([
      [],
      [],
      [],
      1,
    ]);
  });

  it('refuses more than a role takes', async () => {
    const [a, b] = [await givenMedia(db, workspaceId), await givenMedia(db, workspaceId)];
    await attach({ mediaId: a, role: 'swatch' });
    expect(await faultsOf(attach({ mediaId: b, role: 'swatch' }))).toEqual([
      { code: 'LIMIT_EXCEEDED', message: 'The role swatch takes at most 1.' },
    ]);
    expect(await places()).toEqual([['swatch', 0, a]]);
  });

  it.each([
    ['anonymous', () => Promise.resolve(ANONYMOUS), 'UNAUTHENTICATED'],
    ['a customer', () => givenUser(db, workspaceId, Role.CUSTOMER), 'FORBIDDEN'],
  ])('is not for %s, who changes nothing', async (_, actorOf, code) => {
    const mediaId = await givenMedia(db, workspaceId);
    const actor = await actorOf();
    const attempt = db.unitOfWork.run({ workspaceId, actor }, (tx) =>
      attachMedia(tx, consumers, product, [{ mediaId }]),
    );
    await expect(attempt).rejects.toMatchObject({ code });
    expect([await stored(), await auditRows()]).toEqual([[], []]);
  });

  it('does not reach an entity of another workspace', async () => {
    const foreign = await givenProduct(db, (await givenWorkspace(db)).id);
    const mediaId = await givenMedia(db, workspaceId);
    const attempt = write((tx) =>
      attachMedia(tx, consumers, { ...product, entityId: foreign }, [{ mediaId }]),
    );
    expect(await faultsOf(attempt)).toMatchObject([{ code: 'NOT_FOUND', field: ['entity', 'id'] }]);
    expect(await stored()).toEqual([]);
  });

  it('keeps the last shown image of an active product, whichever way one tries to take it', async () => {
    const [shown, pending] = [
      await givenMedia(db, workspaceId),
      await givenMedia(db, workspaceId, { status: MediaStatus.PENDING }),
    ];
    await attach({ mediaId: shown }, { mediaId: pending });
    await db.query("UPDATE product SET status = 'ACTIVE' WHERE id = $1", product.entityId);
    const [first] = await stored();
    const before = await stored();
    expect(
      await faultsOf(write((tx) => detachMedia(tx, consumers, product, [first?.id ?? '']))),
    ).toMatchObject([{ code: 'MEDIA_REQUIRED' }]);
    expect(await stored()).toEqual(before);
  });

  it('gives dense places and one primary to 20 attachments at once', async () => {
    const media = await Promise.all(Array.from({ length: 20 }, () => givenMedia(db, workspaceId)));
    await Promise.all(media.map((mediaId) => attach({ mediaId })));
    const rows = await stored();
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(rows.map(({ media_id }) => media_id).sort()).toEqual([...media].sort());
    expect(rows.filter(({ is_primary }) => is_primary)).toHaveLength(1);
    expect(await versionOf()).toBe(21);
    expect(await auditRows()).toHaveLength(20);
  });

  it('attaches once what 10 connections attach at once', async () => {
    const mediaId = await givenMedia(db, workspaceId);
    await Promise.all(Array.from({ length: 10 }, () => attach({ mediaId })));
    expect(await places()).toEqual([['gallery', 0, mediaId]]);
    expect(await auditRows()).toHaveLength(1);
  });
});
