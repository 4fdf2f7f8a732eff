import { createHash } from 'node:crypto';
import { truncate } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from './duplicate-mode';
import {
  contentsOf,
  createTestLibrary,
  someJpeg,
  takeEvents,
  type TestLibrary,
} from './upload-media.fixture';

let library: TestLibrary;
let origin: Origin;

beforeAll(async () => {
  library = await createTestLibrary();
});
afterAll(() => library.close());
beforeEach(async () => {
  origin = await library.workspace();
});

const fail = (contentId: string) =>
  library.db.query(
    `UPDATE content SET status = 'FAILED', due_at = NULL, error_code = 'CORRUPT_FILE', error_message = 'Gone.'
     WHERE id = $1`,
    contentId,
  );
const storedHash = async (key: string) =>
  createHash('sha256')
    .update(await buffer(await library.storage.open(key)))
    .digest();

describe.each(Object.values(DuplicateMode))(
  'an upload of bytes that storage has lost (%s)',
  (onDuplicate) => {
    it.each<[string, (key: string) => Promise<void>]>([
      ['wholly', (key) => library.storage.delete([key])],
      ['in part', (key) => library.storage.withFile(key, (path) => truncate(path, 100))],
    ])('%s brings them back, and has them processed', async (_, lose) => {
      const bytes = someJpeg();
      const { contentId } = await library.upload(origin, bytes);
      const [key = ''] = await library.keys(origin);
      await lose(key);
      await fail(contentId);
      await takeEvents(library, origin);

      expect(await library.upload(origin, bytes, { onDuplicate })).toMatchObject({
        contentId,
        deduplicated: true,
      });
      expect(await library.keys(origin)).toEqual([key]);
      expect(await storedHash(key)).toEqual(createHash('sha256').update(bytes).digest());
      expect(await contentsOf(library, origin)).toMatchObject([
        { id: contentId, status: 'PENDING', storage_key: key, error_code: null },
      ]);
      expect((await takeEvents(library, origin)).map(({ name }) => name)).toContain('content.stored');
      expect(await library.temporaryFiles()).toEqual([]);
    });
  },
);

it('bytes whose loss kept a published picture from being processed anew have that begin again', async () => {
  const bytes = someJpeg();
  const { contentId } = await library.upload(origin, bytes);
  await library.storage.delete(await library.keys(origin));
  await library.db.query(
    `UPDATE content SET status = 'COMPLETED', recipe = 1, failed_recipe = 2, attempts = 1, due_at = NULL,
       error_code = 'CORRUPT_FILE', error_message = 'Gone.' WHERE id = $1`,
    contentId,
  );
  await takeEvents(library, origin);

  await library.upload(origin, bytes);
  expect(await contentsOf(library, origin)).toMatchObject([
    { status: 'COMPLETED', recipe: 1, failed_recipe: null, attempts: 0, error_code: null },
  ]);
  expect((await takeEvents(library, origin)).map(({ name }) => name)).toEqual([
    ...['content.stored', 'media.changed'],
  ]);
});

it('bytes that are there are left alone', async () => {
  const bytes = someJpeg();
  await library.upload(origin, bytes);
  const [key = ''] = await library.keys(origin);
  const before = await library.storage.stat(key);
  await library.upload(origin, bytes);
  expect(await library.storage.stat(key)).toEqual(before);
});

it('of many who bring the bytes back at once, all find them whole', async () => {
  const bytes = someJpeg();
  const { contentId } = await library.upload(origin, bytes);
  const [key = ''] = await library.keys(origin);
  await library.storage.delete([key]);
  await fail(contentId);
  const again = await Promise.all(Array.from({ length: 12 }, () => library.upload(origin, bytes)));
  expect(new Set(again.map((upload) => upload.contentId))).toEqual(new Set([contentId]));
  expect(await storedHash(key)).toEqual(createHash('sha256').update(bytes).digest());
  expect(await library.keys(origin)).toEqual([key]);
  expect(await library.temporaryFiles()).toEqual([]);
});

it('bytes that nobody needs back, as their content is going, are stored anew', async () => {
  const bytes = someJpeg();
  const { contentId } = await library.upload(origin, bytes);
  await library.storage.delete(await library.keys(origin));
  await library.db.query("UPDATE content SET state = 'deleting' WHERE id = $1", contentId);
  const again = await library.upload(origin, bytes);
  expect(again.contentId).not.toBe(contentId);
  expect(await library.keys(origin)).toEqual([expect.stringContaining(again.contentId)]);
});
