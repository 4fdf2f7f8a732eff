import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Role } from '../../platform/actor';
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
  expect(await contentsOf(library, origin)).toMatchObject([
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
  expect(await mediaOf(library, origin)).toMatchObject([
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
  expect(await auditsOf(library, origin)).toMatchObject([
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
  expect(await takeEvents(library, origin)).toEqual([
    { name: 'content.stored', payload: { contentId, mediaType: 'IMAGE' } },
    { name: 'media.changed', payload: { mediaId, kind: 'CREATED' } },
  ]);
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
  expect(await mediaOf(library, origin)).toMatchObject([{ uploaded_by: null }]);
  expect(await auditsOf(library, origin)).toMatchObject([
    { actor_kind: 'system', actor_name: 'import', actor_id: null },
  ]);
});

test('a file that is refused leaves no bytes and no rows', async () => {
  const origin = await library.workspace();
  await expect(library.upload(origin, Buffer.from('MZ\0\0'))).rejects.toMatchObject({
    faults: [{ code: 'UNSUPPORTED_MEDIA_TYPE' }],
  });
  const failing = new Readable({ read: () => undefined });
  failing.push(someJpeg());
  setImmediate(() => failing.destroy(new Error('gone')));
  await expect(library.upload(origin, Buffer.alloc(0), { stream: failing })).rejects.toMatchObject({
    faults: [{ code: 'CORRUPT_FILE' }],
  });
  expect([
    await mediaOf(library, origin),
    await contentsOf(library, origin),
    await auditsOf(library, origin),
  ]).toEqual([[], [], []]);
  expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
});

test('a transaction that the database refuses leaves no bytes', async () => {
  const origin = await library.workspace();
  const id = '01980000-0000-7000-8000-000000000000';
  const nobody = { kind: 'user', id, role: Role.EDITOR } as const;
  await expect(library.upload({ ...origin, actor: nobody }, someJpeg())).rejects.toMatchObject({
    driverError: { constraint: 'media_uploaded_by_fk' },
  });
  expect([
    await mediaOf(library, origin),
    await contentsOf(library, origin),
    await auditsOf(library, origin),
  ]).toEqual([[], [], []]);
  expect([await library.keys(origin), await library.temporaryFiles()]).toEqual([[], []]);
});
