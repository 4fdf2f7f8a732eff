import { v7 as uuid } from 'uuid';
import { findingsOf, sweepContext } from '../../../test/support/findings-of';
import { whenOneWaits } from '../../../test/support/when-one-waits';
import { type Origin, type Tx } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from '../intake/duplicate-mode';
import { createTestLibrary, mediaOf, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { deleteMedia } from '../lifecycle/delete-media';
import { purgeMedia } from '../lifecycle/purge-media';
import { sweepCondemnedContent } from '../lifecycle/sweep-condemned-content';
import { type Pin, pinContents, unpinContents } from './pin-content';

const SHEET = 'sheet';

describe('contents that are pinned', () => {
  let library: TestLibrary;
  let origin: Origin;

  beforeAll(async () => {
    library = await createTestLibrary();
  });
  afterAll(() => library.close());
  beforeEach(async () => {
    origin = await library.workspace();
  });

  const write = <T>(work: (tx: Tx) => Promise<T>, as = origin) => library.deps.unitOfWork.run(as, work);
  const pin = (...pins: Pin[]) => write((tx) => pinContents(tx, SHEET, pins));
  const unpin = (...holderIds: string[]) => write((tx) => unpinContents(tx, SHEET, holderIds));
  const remove = (mediaId: string) => write((tx) => deleteMedia(tx, library.deps.consumers, [mediaId]));
  const purge = (mediaId: string) => write((tx) => purgeMedia(tx, [mediaId]));
  const given = () => library.upload(origin, someJpeg());
  const givenInBin = async () => {
    const file = await given();
    await remove(file.mediaId);
    return file;
  };
  const states = async () =>
    Object.fromEntries(
      (
        await library.db.query<{ id: string; state: string }>(
          'SELECT id, state FROM content WHERE workspace_id = $1',
          origin.workspaceId,
        )
      ).map(({ id, state }) => [id, state]),
    );
  const pins = () =>
    library.db.query<{ holder_id: string; content_id: string }>(
      'SELECT holder_id, content_id FROM content_pin WHERE workspace_id = $1 ORDER BY holder_id, content_id',
      origin.workspaceId,
    );
  const condemnations = async (contentId: string) =>
    (
      await library.db.query(
        "SELECT 1 FROM audit_log WHERE subject_id = $1 AND action = 'content.condemn'",
        contentId,
      )
    ).length;
  const sweepOverGrace = async () => {
    const { database, unitOfWork, storage } = library.deps;
    const { config } = sweepContext({ database, unitOfWork });
    const retention = { ...config.retention, condemnedContentSeconds: -60 };
    const given = { database, unitOfWork, storage, config: { ...config, retention } };
    return (await findingsOf(sweepCondemnedContent, given)).filter(
      ({ workspaceId }) => workspaceId === origin.workspaceId,
    );
  };
  /** Runs `second` while `first` is done and not committed; it has to wait for it. */
  const inTurn = async <A, B>(first: (tx: Tx) => Promise<A>, second: () => Promise<B>): Promise<[A, B]> => {
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    let begun: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const one = write(async (tx) => {
      const result = await first(tx);
      begun();
      await done;
      return result;
    });
    await isBegun;
    const other = second();
    await whenOneWaits(library.db);
    finish();
    return Promise.all([one, other]);
  };

  it('outlive the last library item over them, and go once nobody has them pinned', async () => {
    const { mediaId, contentId } = await givenInBin();
    const holderId = uuid();
    expect(await pin({ holderId, contentId })).toEqual([{ holderId, contentId }]);
    await purge(mediaId);
    expect(await mediaOf(library, origin)).toEqual([]);
    expect(await states()).toEqual({ [contentId]: 'live' });
    expect(await sweepOverGrace()).toEqual([]);
    expect(await library.keys(origin)).toEqual([expect.stringContaining(contentId)]);
    expect(await condemnations(contentId)).toBe(0);

    await unpin(holderId);
    expect(await pins()).toEqual([]);
    expect(await states()).toEqual({ [contentId]: 'condemned' });
    expect(await condemnations(contentId)).toBe(1);
    expect(await sweepOverGrace()).toHaveLength(1);
    expect(await states()).toEqual({});
    expect(await library.keys(origin)).toEqual([]);
  });

  it('stay while an item of the library is about them, in the bin too', async () => {
    const [shown, binned] = [await given(), await givenInBin()];
    const holderId = uuid();
    await pin({ holderId, contentId: shown.contentId }, { holderId, contentId: binned.contentId });
    await unpin(holderId);
    expect(await states()).toEqual({ [shown.contentId]: 'live', [binned.contentId]: 'live' });
  });

  it('are shared by holders, by holders of another type, and by an upload of the same bytes', async () => {
    const bytes = someJpeg();
    const { mediaId, contentId } = await library.upload(origin, bytes);
    const [a, b] = [uuid(), uuid()];
    await pin({ holderId: a, contentId }, { holderId: b, contentId });
    await write((tx) => pinContents(tx, 'poster', [{ holderId: a, contentId }]));
    await remove(mediaId);
    await purge(mediaId);
    await unpin(a);
    expect(await states()).toEqual({ [contentId]: 'live' });
    await unpin(b);
    expect(await states()).toEqual({ [contentId]: 'live' });

    const again = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });
    expect(again.contentId).toBe(contentId);
    await write((tx) => unpinContents(tx, 'poster', [a]));
    expect(await states()).toEqual({ [contentId]: 'live' });
    expect(await library.keys(origin)).toHaveLength(1);
    await remove(again.mediaId);
    await purge(again.mediaId);
    expect(await states()).toEqual({ [contentId]: 'condemned' });
  });

  it('are pinned once, however often they are asked for', async () => {
    const { contentId } = await given();
    const holderId = uuid();
    const one = { holderId, contentId };
    expect(await pin(one, one)).toEqual([one]);
    expect(await pin(one)).toEqual([one]);
    expect(await pins()).toEqual([{ holder_id: holderId, content_id: contentId }]);
    expect(await pin()).toEqual([]);
    await unpin();
    expect(await pins()).toHaveLength(1);
  });

  it('are live ones of the same workspace: all others are left out', async () => {
    const [live, condemned, deleting] = [await given(), await givenInBin(), await givenInBin()];
    await purge(condemned.mediaId);
    await purge(deleting.mediaId);
    await library.db.query("UPDATE content SET state = 'deleting' WHERE id = $1", deleting.contentId);
    const foreign = await library.upload(await library.workspace(), someJpeg());
    const holderId = uuid();
    const wanted = [condemned, foreign, live, deleting, { contentId: uuid() }];
    expect(await pin(...wanted.map(({ contentId }) => ({ holderId, contentId })))).toEqual([
      { holderId, contentId: live.contentId },
    ]);
    expect(
      await library.db.query('SELECT content_id FROM content_pin WHERE holder_id = $1', holderId),
    ).toEqual([{ content_id: live.contentId }]);
    const stranger = await library.workspace();
    await write((tx) => unpinContents(tx, SHEET, [holderId]), stranger);
    expect(await pins()).toHaveLength(1);
  });

  it('are not condemned by a purge that waits for the pin', async () => {
    const { mediaId, contentId } = await givenInBin();
    const one = { holderId: uuid(), contentId };
    const [pinned] = await inTurn(
      (tx) => pinContents(tx, SHEET, [one]),
      () => purge(mediaId),
    );
    expect(pinned).toEqual([one]);
    expect(await states()).toEqual({ [contentId]: 'live' });
    expect(await condemnations(contentId)).toBe(0);
  });

  it('are none whose purge the pin has to wait for', async () => {
    const { mediaId, contentId } = await givenInBin();
    const other = await given();
    const holderId = uuid();
    const [, pinned] = await inTurn(
      (tx) => purgeMedia(tx, [mediaId]),
      () => pin({ holderId, contentId }, { holderId, contentId: other.contentId }),
    );
    expect(pinned).toEqual([{ holderId, contentId: other.contentId }]);
    expect(await states()).toMatchObject({ [contentId]: 'condemned' });
    expect(await pins()).toHaveLength(1);
  });

  it('stay pinned by whoever waits for an unpinning that leaves them in the library, and are gone otherwise', async () => {
    const [shown, alone] = [await given(), await givenInBin()];
    const [a, b] = [uuid(), uuid()];
    await pin({ holderId: a, contentId: shown.contentId }, { holderId: a, contentId: alone.contentId });
    await purge(alone.mediaId);
    const [, pinned] = await inTurn(
      (tx) => unpinContents(tx, SHEET, [a]),
      () => pin({ holderId: b, contentId: shown.contentId }, { holderId: b, contentId: alone.contentId }),
    );
    expect(pinned).toEqual([{ holderId: b, contentId: shown.contentId }]);
    expect(await states()).toEqual({ [shown.contentId]: 'live', [alone.contentId]: 'condemned' });
  });

  it('are condemned once, by the last of the holders that let them go at the same time', async () => {
    const holders = Array.from({ length: 12 }, () => uuid());
    const files = await Promise.all([givenInBin(), givenInBin(), givenInBin()]);
    await pin(...holders.flatMap((holderId) => files.map(({ contentId }) => ({ holderId, contentId }))));
    for (const { mediaId } of files) await purge(mediaId);
    await Promise.all(holders.slice(1).map((holderId) => unpin(holderId)));
    for (const { contentId } of files) expect(await condemnations(contentId)).toBe(0);
    await unpin(holders[0] ?? '');
    for (const { contentId } of files) expect(await condemnations(contentId)).toBe(1);

    const again = await Promise.all([givenInBin(), givenInBin()]);
    await pin(...holders.flatMap((holderId) => again.map(({ contentId }) => ({ holderId, contentId }))));
    for (const { mediaId } of again) await purge(mediaId);
    await Promise.all(holders.map((holderId) => unpin(holderId)));
    for (const { contentId } of again) expect(await condemnations(contentId)).toBe(1);
  });

  it('are either live and pinned or condemned and not, whoever comes first', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { mediaId, contentId } = await givenInBin();
        const one = { holderId: uuid(), contentId };
        const [pinned] = await Promise.all([pin(one), purge(mediaId)]);
        return { contentId, isPinned: pinned.length === 1 };
      }),
    );
    const found = await states();
    const held = (await pins()).map(({ content_id }) => content_id);
    for (const { contentId, isPinned } of rounds) {
      expect([found[contentId], held.includes(contentId)]).toEqual(
        isPinned ? ['live', true] : ['condemned', false],
      );
    }
    expect(held).toHaveLength(rounds.filter(({ isPinned }) => isPinned).length);
  });
});
