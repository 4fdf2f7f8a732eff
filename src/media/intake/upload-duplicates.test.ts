import { DuplicateMode } from './duplicate-mode';
import {
  auditsOf,
  contentsOf,
  createTestLibrary,
  mediaOf,
  someJpeg,
  takeEvents,
  type TestLibrary,
} from './upload-media.fixture';

let library: TestLibrary;

beforeAll(async () => {
  library = await createTestLibrary();
});
afterAll(() => library.close());

test('the same bytes again are handed back as they are; only the log tells of it', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  const before = [
    await mediaOf(library, origin),
    await contentsOf(library, origin),
    await library.keys(origin),
  ];
  await takeEvents(library, origin);

  const second = await library.upload(origin, bytes, { filename: 'other.jpg', details: { alt: 'Other' } });

  expect(second).toEqual({ ...first, deduplicated: true });
  expect([
    await mediaOf(library, origin),
    await contentsOf(library, origin),
    await library.keys(origin),
  ]).toEqual(before);
  expect(await takeEvents(library, origin)).toEqual([]);
  expect(await auditsOf(library, origin)).toMatchObject([
    { subject_id: first.mediaId, after: { filename: 'photo.jpg', deduplicated: false } },
    { subject_id: first.mediaId, after: { filename: 'other.jpg', deduplicated: true } },
  ]);
  expect(await library.temporaryFiles()).toEqual([]);
});

test('a copy is an item of its own over the same bytes, and nothing is processed again', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await takeEvents(library, origin);

  const copy = await library.upload(origin, bytes, {
    filename: 'copy.jpg',
    onDuplicate: DuplicateMode.COPY,
    details: { alt: 'Copy' },
  });

  expect(copy).toEqual({ mediaId: copy.mediaId, contentId: first.contentId, deduplicated: true });
  expect(await mediaOf(library, origin)).toMatchObject([
    { id: first.mediaId, filename: 'photo.jpg', alt: null },
    { id: copy.mediaId, filename: 'copy.jpg', alt: 'Copy' },
  ]);
  expect(await contentsOf(library, origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  expect(await takeEvents(library, origin)).toEqual([
    { name: 'media.changed', payload: { mediaId: copy.mediaId, kind: 'CREATED' } },
  ]);
  expect(await library.upload(origin, bytes)).toEqual({ ...first, deduplicated: true });
});

test('fifty uploads of one file at once make one item over one content, and one of them is told so', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const answers = await Promise.all(Array.from({ length: 50 }, () => library.upload(origin, bytes)));

  expect(new Set(answers.map(({ mediaId }) => mediaId)).size).toBe(1);
  expect(answers.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  expect(await mediaOf(library, origin)).toHaveLength(1);
  expect(await contentsOf(library, origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  expect(await library.temporaryFiles()).toEqual([]);
  const audits = await auditsOf(library, origin);
  expect(audits).toHaveLength(50);
  expect(audits.filter(({ after }) => !after.deduplicated)).toHaveLength(1);
  expect((await takeEvents(library, origin)).map(({ name }) => name).sort()).toEqual([
    'content.stored',
    'media.changed',
  ]);
});

test('copies and reuses at once share one content, stored and queued once', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      library.upload(origin, bytes, {
        onDuplicate: index % 2 === 0 ? DuplicateMode.COPY : DuplicateMode.REUSE,
      }),
    ),
  );

  expect(answers.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  expect(new Set(answers.map(({ contentId }) => contentId)).size).toBe(1);
  const items = new Set(answers.map(({ mediaId }) => mediaId)).size;
  expect(await mediaOf(library, origin)).toHaveLength(items);
  // Fifteen copies, and one more where a reuse came first.
  expect([15, 16]).toContain(items);
  expect(await contentsOf(library, origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  const stored = (await takeEvents(library, origin)).filter(({ name }) => name === 'content.stored');
  expect(stored).toHaveLength(1);
});

test('a deleted item comes back when its bytes do', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });
  await library.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', first.mediaId);
  await takeEvents(library, origin);

  expect(await library.upload(origin, bytes)).toEqual({ ...first, deduplicated: true });

  expect(await mediaOf(library, origin)).toMatchObject([
    { id: first.mediaId, deleted_at: null, version: 2 },
    { deleted_at: null, version: 1 },
  ]);
  expect((await auditsOf(library, origin)).at(-1)).toMatchObject({
    before: { deletedAt: expect.any(String) as string },
    after: { deduplicated: true, deletedAt: null },
  });
  expect(await takeEvents(library, origin)).toEqual([
    { name: 'media.changed', payload: { mediaId: first.mediaId, kind: 'UPDATED' } },
  ]);
});

describe('over a content that failed', () => {
  const fail = ({ contentId }: { contentId: string }) =>
    library.db.query(
      `UPDATE content SET status = 'FAILED', due_at = NULL, attempts = 4, error_code = 'CORRUPT_FILE',
              error_message = 'Broken.', processed_at = now() WHERE id = $1`,
      contentId,
    );
  const asked = {
    state: 'live',
    status: 'PENDING',
    attempts: 0,
    error_code: null,
    error_message: null,
    processed_at: null,
    due_at: expect.any(Date) as Date,
  };

  test('a reuse has it processed again', async () => {
    const origin = await library.workspace();
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    const copy = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });
    await fail(first);
    await takeEvents(library, origin);

    expect(await library.upload(origin, bytes)).toEqual({ ...first, deduplicated: true });

    expect(await contentsOf(library, origin)).toMatchObject([asked]);
    expect(await mediaOf(library, origin)).toMatchObject([{ version: 1 }, { version: 1 }]);
    const [stored, ...changed] = await takeEvents(library, origin);
    expect(stored).toEqual({
      name: 'content.stored',
      payload: { contentId: first.contentId, mediaType: 'IMAGE' },
    });
    expect(changed).toHaveLength(2);
    expect(changed).toEqual(
      expect.arrayContaining(
        [first.mediaId, copy.mediaId].map((mediaId) => ({
          name: 'media.changed',
          payload: { mediaId, kind: 'UPDATED' },
        })),
      ),
    );
  });

  test('a copy has it processed again, for all items', async () => {
    const origin = await library.workspace();
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    await fail(first);
    await takeEvents(library, origin);

    const copy = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });

    expect(await contentsOf(library, origin)).toMatchObject([asked]);
    expect((await auditsOf(library, origin)).at(-1)).toMatchObject({
      ...{ action: 'media.upload', subject_id: copy.mediaId, after: { status: 'PENDING' } },
    });
    expect(await takeEvents(library, origin)).toEqual([
      { name: 'content.stored', payload: { contentId: first.contentId, mediaType: 'IMAGE' } },
      { name: 'media.changed', payload: { mediaId: first.mediaId, kind: 'UPDATED' } },
      { name: 'media.changed', payload: { mediaId: copy.mediaId, kind: 'CREATED' } },
    ]);
  });

  test('a first item over what was purged has it processed again', async () => {
    const origin = await library.workspace();
    const bytes = someJpeg();
    const first = await library.upload(origin, bytes);
    await fail(first);
    await library.db.query('DELETE FROM media WHERE id = $1', first.mediaId);
    await library.db.query(
      "UPDATE content SET state = 'condemned', condemned_at = now() WHERE id = $1",
      first.contentId,
    );
    await takeEvents(library, origin);

    const again = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });

    expect(again).toMatchObject({ contentId: first.contentId, deduplicated: false });
    expect(await contentsOf(library, origin)).toMatchObject([{ ...asked, condemned_at: null }]);
    expect((await takeEvents(library, origin)).map(({ name }) => name)).toEqual([
      'content.stored',
      'media.changed',
    ]);
  });
});

test('a condemned content is revived: its bytes are used as they are', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await library.db.query('DELETE FROM media WHERE id = $1', first.mediaId);
  await library.db.query(
    "UPDATE content SET state = 'condemned', condemned_at = now() WHERE id = $1",
    first.contentId,
  );
  const keys = await library.keys(origin);
  await takeEvents(library, origin);

  const again = await library.upload(origin, bytes);

  expect(again).toEqual({ mediaId: again.mediaId, contentId: first.contentId, deduplicated: false });
  expect(again.mediaId).not.toBe(first.mediaId);
  expect(await contentsOf(library, origin)).toMatchObject([
    { id: first.contentId, state: 'live', condemned_at: null },
  ]);
  expect(await library.keys(origin)).toEqual(keys);
  expect(await takeEvents(library, origin)).toEqual([
    { name: 'media.changed', payload: { mediaId: again.mediaId, kind: 'CREATED' } },
  ]);
});

test('a content whose bytes are being deleted is left to go, and a new generation begins', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await library.db.query('DELETE FROM media WHERE id = $1', first.mediaId);
  await library.db.query("UPDATE content SET state = 'deleting' WHERE id = $1", first.contentId);

  const again = await library.upload(origin, bytes);

  expect(again.deduplicated).toBe(false);
  expect(again.contentId).not.toBe(first.contentId);
  expect(await contentsOf(library, origin)).toMatchObject([
    { id: first.contentId, state: 'deleting' },
    { id: again.contentId, state: 'live' },
  ]);
  expect(await library.keys(origin)).toHaveLength(2);
});
