import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { Refusal } from '../../platform/errors';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { findingsOf } from '../../../test/support/findings-of';
import { whenOneWaits } from '../../../test/support/when-one-waits';
import { deleteContent } from '../lifecycle/delete-content';
import { deleteMedia } from '../lifecycle/delete-media';
import { purgeMedia } from '../lifecycle/purge-media';
import { sweepStrayBytes } from '../lifecycle/sweep-stray-bytes';
import { DuplicateMode } from './duplicate-mode';
import { createTestLibrary, someJpeg, type TestLibrary } from './upload-media.fixture';

let library: TestLibrary;
/** Another session, which takes locks and changes rows while an upload is under way. */
let other: Client;

beforeAll(async () => {
  library = await createTestLibrary();
  other = new Client({ connectionString: library.db.adminUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await library.close();
});

const contentsOf = (workspaceId: string) =>
  library.db.query<{ id: string; state: string }>(
    'SELECT id, state FROM content WHERE workspace_id = $1 ORDER BY created_at, id',
    workspaceId,
  );
const mediaIdsOf = async (workspaceId: string) =>
  (await library.db.query<{ id: string }>('SELECT id FROM media WHERE workspace_id = $1', workspaceId)).map(
    ({ id }) => id,
  );

const PURGE = 'DELETE FROM media WHERE id = $1';
const CONDEMN = "UPDATE content SET state = 'condemned', condemned_at = now() WHERE id = $1";
const GOING = "UPDATE content SET state = 'deleting' WHERE id = $1";

test('an item that is purged while an upload waits for it is not handed back; its content is revived', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await other.query('BEGIN');
  await other.query(PURGE, [first.mediaId]);
  await other.query(CONDEMN, [first.contentId]);
  const uploading = library.upload(origin, bytes);
  await whenOneWaits(library.db);
  await other.query('COMMIT');
  const second = await uploading;

  expect(second.mediaId).not.toBe(first.mediaId);
  expect(second).toMatchObject({ contentId: first.contentId, deduplicated: false });
  expect(await mediaIdsOf(origin.workspaceId)).toEqual([second.mediaId]);
  expect(await contentsOf(origin.workspaceId)).toEqual([{ id: first.contentId, state: 'live' }]);
  expect(await library.keys(origin)).toHaveLength(1);
});

test.each([DuplicateMode.REUSE, DuplicateMode.COPY])(
  'bytes that begin to be deleted while an upload waits for them are stored after all (%s)',
  async (onDuplicate) => {
    const origin = await library.workspace();
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    await other.query(PURGE, [first.mediaId]);
    await other.query(CONDEMN, [first.contentId]);
    await other.query('BEGIN');
    await other.query(GOING, [first.contentId]);
    const uploading = library.upload(origin, bytes, { onDuplicate });
    await whenOneWaits(library.db);
    await other.query('COMMIT');
    const second = await uploading;

    expect(second.contentId).not.toBe(first.contentId);
    expect(second.deduplicated).toBe(false);
    expect(await contentsOf(origin.workspaceId)).toEqual([
      { id: first.contentId, state: 'deleting' },
      { id: second.contentId, state: 'live' },
    ]);
    const keys = await library.keys(origin);
    expect(keys).toHaveLength(2);
    expect(keys.filter((key) => key.includes(second.contentId))).toHaveLength(1);
    expect(await library.temporaryFiles()).toEqual([]);
  },
);

describe('while another session is about to commit the same bytes', () => {
  const INSERT = `
    INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key)
    VALUES ($1, $2, sha256($3), 1, 'IMAGE', 'image/jpeg', 'elsewhere')`;

  async function uploadMeanwhile(end: (waiting: number) => Promise<unknown>) {
    const origin = await library.workspace();
    const bytes = someJpeg();
    const contentId = uuid();
    await other.query('BEGIN');
    await other.query(INSERT, [origin.workspaceId, contentId, bytes]);
    const uploading = library.upload(origin, bytes);
    uploading.catch(() => undefined);
    await end(await whenOneWaits(library.db));
    return { origin, contentId, uploading };
  }

  test('its content is used once it commits, and what was stored for ours is taken away', async () => {
    const { origin, contentId, uploading } = await uploadMeanwhile(() => other.query('COMMIT'));
    expect(await uploading).toMatchObject({ contentId, deduplicated: false });
    expect(await contentsOf(origin.workspaceId)).toEqual([{ id: contentId, state: 'live' }]);
    expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
  });

  test('ours is used where it does not', async () => {
    const { origin, uploading } = await uploadMeanwhile(() => other.query('ROLLBACK'));
    const { contentId } = await uploading;
    expect(await contentsOf(origin.workspaceId)).toEqual([{ id: contentId, state: 'live' }]);
    expect(await library.keys(origin)).toEqual([expect.stringContaining(contentId)]);
  });

  test('a connection that breaks leaves the bytes, as the commit may have come through; the sweep takes them', async () => {
    const { origin, uploading } = await uploadMeanwhile((waiting) =>
      other.query('SELECT pg_terminate_backend($1)', [waiting]),
    );
    await expect(uploading).rejects.toThrow();
    await other.query('ROLLBACK');
    expect(await contentsOf(origin.workspaceId)).toEqual([]);
    const keys = await library.keys(origin);
    expect(keys).toHaveLength(1);
    expect(await findingsOf(sweepStrayBytes(-1000), library.deps)).toHaveLength(1);
    expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
  });
});

test('uploads, copies and purges of the same bytes at once leave no item without its bytes', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const upload = async (index: number) => {
    const onDuplicate = index % 3 === 0 ? DuplicateMode.COPY : DuplicateMode.REUSE;
    return (await library.upload(origin, bytes, { onDuplicate })).mediaId;
  };
  const uploaded: string[] = [];
  const uploading = Array.from({ length: 4 }, async (_, lane) => {
    for (let round = 0; round < 12; round += 1) uploaded.push(await upload(lane + round));
  });
  const purging = Array.from({ length: 3 }, async () => {
    for (let round = 0; round < 25; round += 1) {
      const mediaId = uploaded.pop();
      if (mediaId) await purge(origin, mediaId);
      await sleep(3);
    }
  });
  await Promise.all([...uploading, ...purging]);

  const last = await library.upload(origin, bytes);
  const kept = await library.db.query<{ id: string; state: string; storageKey: string }>(
    `SELECT m.id, c.state, c.storage_key AS "storageKey" FROM media m JOIN content c ON c.id = m.content_id
     WHERE m.workspace_id = $1`,
    origin.workspaceId,
  );
  expect(kept.map(({ id }) => id)).toContain(last.mediaId);
  expect(new Set(kept.map(({ state }) => state))).toEqual(new Set(['live']));
  const stored = await library.keys(origin);
  expect(stored).toEqual([...new Set(kept.map(({ storageKey }) => storageKey))]);
  expect(await library.temporaryFiles()).toEqual([]);
});

/** What people and sweeps do, without retention and grace: the item, then its content where nothing else uses it. */
async function purge(origin: Origin, mediaId: string): Promise<void> {
  const { unitOfWork, consumers } = library.deps;
  try {
    await unitOfWork.run(origin, (tx) => deleteMedia(tx, consumers, [mediaId]));
    await unitOfWork.run(origin, (tx) => purgeMedia(tx, [mediaId]));
  } catch (error) {
    // Purged by another lane, or restored by an upload.
    if (!(error instanceof Refusal)) throw error;
  }
  const condemned = (await contentsOf(origin.workspaceId)).filter(({ state }) => state === 'condemned');
  for (const { id } of condemned) await deleteContent(library.deps, origin, id, 0);
}
