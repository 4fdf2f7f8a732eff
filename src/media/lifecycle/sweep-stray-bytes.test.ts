import { randomUUID } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { v7 as uuid } from 'uuid';
import { contentKey } from '../content/storage-keys';
import { contentsOf, createTestLibrary, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { MediaType } from '../media-type';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { STRAY_GRACE_MS, sweepStrayBytes } from './sweep-stray-bytes';

describe('the sweep of stray bytes', () => {
  let library: TestLibrary;
  let origin: Origin;

  beforeAll(async () => {
    library = await createTestLibrary();
  });
  afterAll(() => library.close());
  beforeEach(async () => {
    origin = await library.workspace();
  });

  /** Stores a file for a content, last written so long ago. */
  async function givenFile(contentId: string, ageMs: number): Promise<string> {
    const path = await library.storage.temporaryPath();
    await writeFile(path, 'bytes');
    const written = new Date(Date.now() - ageMs);
    await utimes(path, written, written);
    const { workspaceId } = origin;
    const sha256 = Buffer.alloc(32, 7);
    const key = contentKey(
      { workspaceId, mediaType: MediaType.IMAGE, sha256, contentId },
      'original',
      `${randomUUID()}.jpg`,
    );
    await library.storage.moveIn(key, path, { contentType: 'image/jpeg' });
    return key;
  }
  const sweep = (options = {}) => sweepStrayBytes(library.deps.database, library.storage, options);
  const OLD = STRAY_GRACE_MS + 60_000;

  it('takes away what has no row and is older than the grace, and nothing else', async () => {
    const { contentId } = await library.upload(origin, someJpeg());
    const [original = ''] = await library.keys(origin);
    const output = await givenFile(contentId, OLD);
    const young = await givenFile(uuid(), STRAY_GRACE_MS - 60_000);
    const stray = await givenFile(uuid(), OLD);

    expect(await sweep({ dryRun: true })).toEqual([stray]);
    expect(await library.keys(origin)).toEqual([original, output, stray, young].sort());
    expect(await sweep()).toEqual([stray]);
    expect(await library.keys(origin)).toEqual([original, output, young].sort());
    expect(await sweep()).toEqual([]);
  });

  it('never touches the bytes of a content, whatever becomes of it, before its row is gone', async () => {
    const { contentId } = await library.upload(origin, someJpeg());
    const output = await givenFile(contentId, OLD);
    for (const state of ['live', 'condemned', 'deleting']) {
      await library.db.query('UPDATE content SET state = $2 WHERE id = $1', contentId, state);
      expect(await sweep()).toEqual([]);
    }
    expect(await contentsOf(library, origin)).toHaveLength(1);
    expect(await library.keys(origin)).toContain(output);
  });

  it('ends early when it is told to, and leaves the rest to the next one', async () => {
    const stray = await givenFile(uuid(), OLD);
    expect(await sweep({ signal: AbortSignal.abort() })).toEqual([]);
    expect(await library.keys(origin)).toEqual([stray]);
    expect(await sweep()).toEqual([stray]);
  });

  it("does not take another workspace's row for one of this", async () => {
    const elsewhere = await library.workspace();
    const { contentId } = await library.upload(elsewhere, someJpeg());
    const stray = await givenFile(contentId, OLD);
    expect(await sweep()).toEqual([stray]);
    expect(await library.keys(elsewhere)).toHaveLength(1);
  });
});
