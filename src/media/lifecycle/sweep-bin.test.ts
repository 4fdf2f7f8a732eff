import pino from 'pino';
import { type Config } from '../../config';
import { type Sweep, type SweepContext } from '../../platform/sweeps/sweep';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from '../intake/duplicate-mode';
import {
  contentsOf,
  createTestLibrary,
  mediaOf,
  someJpeg,
  type TestLibrary,
} from '../intake/upload-media.fixture';
import { deleteMedia } from './delete-media';
import { purgeMedia } from './purge-media';
import { sweepCondemnedContent } from './sweep-condemned-content';
import { sweepDeletedMedia } from './sweep-deleted-media';

const DAY = 24 * 3_600;

describe('what is over its time', () => {
  let library: TestLibrary;
  let origin: Origin;

  beforeAll(async () => {
    library = await createTestLibrary();
  });
  afterAll(() => library.close());
  beforeEach(async () => {
    origin = await library.workspace();
  });

  const sweep = async ({ run }: Sweep, dryRun = false) => {
    const { database, unitOfWork, storage } = library.deps;
    const config = {
      retention: { deletedMediaSeconds: 30 * DAY, condemnedContentSeconds: DAY },
    } as Config;
    const log = pino({ level: 'silent' });
    const { signal } = new AbortController();
    const context: SweepContext = { database, unitOfWork, storage, config, log, dryRun, signal };
    const found: string[] = [];
    for await (const { workspaceId, what } of run(context)) {
      if (workspaceId === origin.workspaceId) found.push(what);
    }
    return found;
  };
  const remove = (mediaId: string) =>
    library.deps.unitOfWork.run(origin, (tx) => deleteMedia(tx, library.deps.consumers, [mediaId]));
  const purge = (mediaId: string) => library.deps.unitOfWork.run(origin, (tx) => purgeMedia(tx, [mediaId]));
  const age = (column: 'deleted_at' | 'condemned_at', seconds: number) => {
    const table = column === 'deleted_at' ? 'media' : 'content';
    return library.db.query(
      `UPDATE ${table} SET ${column} = ${column} - make_interval(secs => $2) WHERE workspace_id = $1`,
      origin.workspaceId,
      seconds,
    );
  };

  it('is purged from the bin, and what is younger stays', async () => {
    const old = await library.upload(origin, someJpeg(), { filename: 'old.jpg' });
    await remove(old.mediaId);
    await age('deleted_at', 30 * DAY + 60);
    const young = await library.upload(origin, someJpeg());
    await remove(young.mediaId);
    const live = await library.upload(origin, someJpeg());

    const finding = [expect.stringMatching(`^media ${old.mediaId} \\("old.jpg", deleted .*\\) is purged$`)];
    expect(await sweep(sweepDeletedMedia, true)).toEqual(finding);
    expect(await mediaOf(library, origin)).toHaveLength(3);
    expect(await sweep(sweepDeletedMedia)).toEqual(finding);
    expect(await mediaOf(library, origin)).toMatchObject([{ id: young.mediaId }, { id: live.mediaId }]);
    expect(await contentsOf(library, origin)).toMatchObject([
      { id: old.contentId, state: 'condemned' },
      { id: young.contentId, state: 'live' },
      { id: live.contentId, state: 'live' },
    ]);
    expect(await sweep(sweepDeletedMedia)).toEqual([]);
  });

  it('loses its bytes and its row once nothing has referred to it for the grace', async () => {
    const gone = await library.upload(origin, someJpeg());
    await remove(gone.mediaId);
    await purge(gone.mediaId);
    expect(await sweep(sweepCondemnedContent)).toEqual([]);
    await age('condemned_at', DAY + 60);
    const kept = await library.upload(origin, someJpeg());
    const keys = await library.keys(origin);
    expect(keys).toHaveLength(2);

    expect(await sweep(sweepCondemnedContent, true)).toHaveLength(1);
    expect(await library.keys(origin)).toEqual(keys);
    expect(await sweep(sweepCondemnedContent)).toEqual([
      expect.stringMatching(`^content ${gone.contentId} \\(condemned .*\\) is deleted with its bytes$`),
    ]);
    expect(await contentsOf(library, origin)).toMatchObject([{ id: kept.contentId }]);
    expect(await library.keys(origin)).toEqual(keys.filter((key) => key.includes(kept.contentId)));
    expect(
      await library.db.query(
        'SELECT action, before FROM audit_log WHERE subject_id = $1 ORDER BY id',
        gone.contentId,
      ),
    ).toEqual([
      { action: 'content.condemn', before: { state: 'live' } },
      {
        action: 'content.delete',
        before: expect.objectContaining({ mimeType: 'image/jpeg', byteSize: 5_008 }) as object,
      },
    ]);
  });

  it('is kept where an upload of the same bytes revived it', async () => {
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    await remove(first.mediaId);
    await purge(first.mediaId);
    await age('condemned_at', DAY + 60);
    const again = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });
    expect(again.contentId).toBe(first.contentId);
    expect(await sweep(sweepCondemnedContent)).toEqual([]);
    expect(await library.keys(origin)).toHaveLength(1);
  });

  it('whose deletion broke off is deleted by the next run, and its bytes come back as another generation', async () => {
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    await remove(first.mediaId);
    await purge(first.mediaId);
    await age('condemned_at', DAY + 60);
    await library.db.query("UPDATE content SET state = 'deleting' WHERE id = $1", first.contentId);
    const second = await library.upload(origin, bytes);
    expect(second.contentId).not.toBe(first.contentId);
    expect(await sweep(sweepCondemnedContent)).toHaveLength(1);
    expect(await contentsOf(library, origin)).toMatchObject([{ id: second.contentId, state: 'live' }]);
    expect(await library.keys(origin)).toEqual([expect.stringContaining(second.contentId)]);
  });
});
