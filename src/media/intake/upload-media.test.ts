import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Role } from '../../platform/actor';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from './duplicate-mode';
import { createTestLibrary, someJpeg, type TestLibrary } from './upload-media.fixture';

let library: TestLibrary;

beforeAll(async () => {
  library = await createTestLibrary();
});
afterAll(() => library.close());

const mediaOf = ({ workspaceId }: Origin) =>
  library.db.query('SELECT * FROM media WHERE workspace_id = $1 ORDER BY created_at, id', workspaceId);
const contentsOf = ({ workspaceId }: Origin) =>
  library.db.query<{ id: string; state: string; status: string }>(
    'SELECT * FROM content WHERE workspace_id = $1 ORDER BY created_at, id',
    workspaceId,
  );
const auditsOf = ({ workspaceId }: Origin) =>
  library.db.query<{ after: { deduplicated: boolean } }>(
    'SELECT * FROM audit_log WHERE workspace_id = $1 ORDER BY id',
    workspaceId,
  );

/** What was published since the last look. */
async function takeEvents({ workspaceId }: Origin): Promise<{ name: string; payload: object }[]> {
  return library.db.query(
    'WITH taken AS (DELETE FROM outbox_event WHERE workspace_id = $1 RETURNING *) SELECT name, payload FROM taken ORDER BY id',
    workspaceId,
  );
}

test('a new file is stored, and one commit has its content, its item, its audit row and its events', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const sha256 = createHash('sha256').update(bytes).digest();
  const details = { alt: 'A beach', description: 'In summer', tags: ['sea', 'sand'], folder: 'trips' };

  const { mediaId, contentId, deduplicated } = await library.upload(origin, bytes, {
    filename: '../beach.jpg',
    details,
  });

  expect(deduplicated).toBe(false);
  const key = `tenants/${origin.workspaceId}/image/${sha256.toString('hex').slice(0, 2)}/${sha256.toString('hex')}/${contentId}/original/original.jpg`;
  expect(await library.keys(origin)).toEqual([key]);
  expect(await buffer(await library.storage.open(key))).toEqual(bytes);
  expect(await library.temporaryFiles()).toEqual([]);

  const actorId = origin.actor.kind === 'user' ? origin.actor.id : null;
  expect(await contentsOf(origin)).toMatchObject([
    {
      id: contentId,
      sha256,
      byte_size: bytes.length,
      media_type: 'IMAGE',
      mime_type: 'image/jpeg',
      storage_key: key,
      state: 'live',
      status: 'PENDING',
      attempts: 0,
      due_at: expect.any(Date) as Date,
    },
  ]);
  expect(await mediaOf(origin)).toMatchObject([
    {
      id: mediaId,
      content_id: contentId,
      media_type: 'IMAGE',
      byte_size: bytes.length,
      filename: 'beach.jpg',
      alt: 'A beach',
      description: 'In summer',
      tags: ['sea', 'sand'],
      folder: 'trips',
      uploaded_by: actorId,
      version: 1,
      deleted_at: null,
    },
  ]);
  expect(await auditsOf(origin)).toMatchObject([
    {
      action: 'media.upload',
      subject_type: 'media',
      subject_id: mediaId,
      actor_kind: 'user',
      actor_id: actorId,
      request_id: 'request-1',
      ip: '127.0.0.1',
      before: null,
      after: {
        contentId,
        filename: 'beach.jpg',
        mimeType: 'image/jpeg',
        byteSize: bytes.length,
        sha256: sha256.toString('hex'),
        deduplicated: false,
        ...details,
      },
    },
  ]);
  expect(await takeEvents(origin)).toEqual([
    { name: 'content.stored', payload: { contentId, mediaType: 'IMAGE' } },
    { name: 'media.changed', payload: { mediaId, kind: 'CREATED' } },
  ]);
});

test('the same bytes again are handed back as they are; only the log tells of it', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  const before = [await mediaOf(origin), await contentsOf(origin), await library.keys(origin)];
  await takeEvents(origin);

  const second = await library.upload(origin, bytes, { filename: 'other.jpg', details: { alt: 'Other' } });

  expect(second).toEqual({ ...first, deduplicated: true });
  expect([await mediaOf(origin), await contentsOf(origin), await library.keys(origin)]).toEqual(before);
  expect(await takeEvents(origin)).toEqual([]);
  expect(await auditsOf(origin)).toMatchObject([
    { subject_id: first.mediaId, after: { filename: 'photo.jpg', deduplicated: false } },
    { subject_id: first.mediaId, after: { filename: 'other.jpg', deduplicated: true } },
  ]);
  expect(await library.temporaryFiles()).toEqual([]);
});

test('a copy is an item of its own over the same bytes, and nothing is processed again', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await takeEvents(origin);

  const copy = await library.upload(origin, bytes, {
    filename: 'copy.jpg',
    onDuplicate: DuplicateMode.COPY,
    details: { alt: 'Copy' },
  });

  expect(copy).toEqual({ mediaId: copy.mediaId, contentId: first.contentId, deduplicated: true });
  expect(await mediaOf(origin)).toMatchObject([
    { id: first.mediaId, filename: 'photo.jpg', alt: null },
    { id: copy.mediaId, filename: 'copy.jpg', alt: 'Copy' },
  ]);
  expect(await contentsOf(origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  expect(await takeEvents(origin)).toEqual([
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
  expect(await mediaOf(origin)).toHaveLength(1);
  expect(await contentsOf(origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  expect(await library.temporaryFiles()).toEqual([]);
  const audits = await auditsOf(origin);
  expect(audits).toHaveLength(50);
  expect(audits.filter(({ after }) => !after.deduplicated)).toHaveLength(1);
  expect((await takeEvents(origin)).map(({ name }) => name).sort()).toEqual([
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
  expect(await mediaOf(origin)).toHaveLength(items);
  // Fifteen copies, and one more where a reuse came first.
  expect([15, 16]).toContain(items);
  expect(await contentsOf(origin)).toHaveLength(1);
  expect(await library.keys(origin)).toHaveLength(1);
  const stored = (await takeEvents(origin)).filter(({ name }) => name === 'content.stored');
  expect(stored).toHaveLength(1);
});

test('a deleted item comes back when its bytes do', async () => {
  const origin = await library.workspace();
  const bytes = someJpeg();
  const first = await library.upload(origin, bytes);
  await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });
  await library.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', first.mediaId);
  await takeEvents(origin);

  expect(await library.upload(origin, bytes)).toEqual({ ...first, deduplicated: true });

  expect(await mediaOf(origin)).toMatchObject([
    { id: first.mediaId, deleted_at: null, version: 2 },
    { deleted_at: null, version: 1 },
  ]);
  expect((await auditsOf(origin)).at(-1)).toMatchObject({
    before: { deletedAt: expect.any(String) as string },
    after: { deduplicated: true, deletedAt: null },
  });
  expect(await takeEvents(origin)).toEqual([
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
    await takeEvents(origin);

    expect(await library.upload(origin, bytes)).toEqual({ ...first, deduplicated: true });

    expect(await contentsOf(origin)).toMatchObject([asked]);
    expect(await mediaOf(origin)).toMatchObject([{ version: 1 }, { version: 1 }]);
    const [stored, ...changed] = await takeEvents(origin);
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

  test('a copy leaves it as it is', async () => {
    const origin = await library.workspace();
    const bytes = someJpeg();
    await fail(await library.upload(origin, bytes));
    await takeEvents(origin);

    const copy = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });

    expect(await contentsOf(origin)).toMatchObject([{ status: 'FAILED', attempts: 4, due_at: null }]);
    expect(await takeEvents(origin)).toEqual([
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
    await takeEvents(origin);

    const again = await library.upload(origin, bytes, { onDuplicate: DuplicateMode.COPY });

    expect(again).toMatchObject({ contentId: first.contentId, deduplicated: false });
    expect(await contentsOf(origin)).toMatchObject([{ ...asked, condemned_at: null }]);
    expect((await takeEvents(origin)).map(({ name }) => name)).toEqual(['content.stored', 'media.changed']);
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
  await takeEvents(origin);

  const again = await library.upload(origin, bytes);

  expect(again).toEqual({ mediaId: again.mediaId, contentId: first.contentId, deduplicated: false });
  expect(again.mediaId).not.toBe(first.mediaId);
  expect(await contentsOf(origin)).toMatchObject([
    { id: first.contentId, state: 'live', condemned_at: null },
  ]);
  expect(await library.keys(origin)).toEqual(keys);
  expect(await takeEvents(origin)).toEqual([
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
  expect(await contentsOf(origin)).toMatchObject([
    { id: first.contentId, state: 'deleting' },
    { id: again.contentId, state: 'live' },
  ]);
  expect(await library.keys(origin)).toHaveLength(2);
});

test('the same bytes in two workspaces are stored for each', async () => {
  const [one, other] = [await library.workspace(), await library.workspace()];
  const bytes = someJpeg();
  const [first, second] = [await library.upload(one, bytes), await library.upload(other, bytes)];
  expect(second.deduplicated).toBe(false);
  expect(second.contentId).not.toBe(first.contentId);
  expect(await library.keys(one)).toHaveLength(1);
  expect(await library.keys(other)).toHaveLength(1);
});

test('an upload by the system has no uploader', async () => {
  const origin = { ...(await library.workspace()), actor: { kind: 'system', name: 'import' } as const };
  await library.upload(origin, someJpeg());
  expect(await mediaOf(origin)).toMatchObject([{ uploaded_by: null }]);
  expect(await auditsOf(origin)).toMatchObject([
    { actor_kind: 'system', actor_name: 'import', actor_id: null },
  ]);
});

test('a file that is refused leaves no bytes and no rows', async () => {
  const origin = await library.workspace();
  await expect(library.upload(origin, Buffer.from('%PDF-1.7'))).rejects.toMatchObject({
    faults: [{ code: 'UNSUPPORTED_MEDIA_TYPE' }],
  });
  const failing = new Readable({ read: () => undefined });
  failing.push(someJpeg());
  setImmediate(() => failing.destroy(new Error('gone')));
  await expect(library.upload(origin, Buffer.alloc(0), { stream: failing })).rejects.toMatchObject({
    faults: [{ code: 'CORRUPT_FILE' }],
  });
  expect([await mediaOf(origin), await contentsOf(origin), await auditsOf(origin)]).toEqual([[], [], []]);
  expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
});

test('a transaction that the database refuses leaves no bytes', async () => {
  const origin = await library.workspace();
  const id = '01980000-0000-7000-8000-000000000000';
  const nobody = { kind: 'user', id, role: Role.EDITOR } as const;
  await expect(library.upload({ ...origin, actor: nobody }, someJpeg())).rejects.toMatchObject({
    driverError: { constraint: 'media_uploaded_by_fk' },
  });
  expect([await mediaOf(origin), await contentsOf(origin), await auditsOf(origin)]).toEqual([[], [], []]);
  expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
});
