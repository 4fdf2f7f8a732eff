import { randomBytes, randomUUID } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { v7 as uuid } from 'uuid';
import { findingsOf, sweepContext } from '../../../test/support/findings-of';
import { type SweepContext } from '../../platform/sweeps/sweep';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { claimStorage } from '../content/claim-storage';
import { contentKey } from '../content/storage-keys';
import { contentsOf, createTestLibrary, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { MediaType } from '../media-type';
import { STRAY_GRACE_MS, sweepStrayBytes } from './sweep-stray-bytes';

const OLD = STRAY_GRACE_MS + 60_000;
const YOUNG = STRAY_GRACE_MS - 60_000;

describe('the sweep of stray bytes', () => {
  let library: TestLibrary;
  let origin: Origin;

  beforeEach(async () => {
    library = await createTestLibrary();
    origin = await library.workspace();
    await claimStorage(library.db.database, library.storage);
  });
  afterEach(() => library.close());

  /** Stores a file for a content of a workspace, so long ago. */
  async function givenFile(contentId: string, ageMs = OLD, { workspaceId } = origin): Promise<string> {
    const path = await library.storage.temporaryPath();
    await writeFile(path, 'bytes');
    const address = { workspaceId, mediaType: MediaType.IMAGE, sha256: Buffer.alloc(32, 7), contentId };
    const key = contentKey(address, 1, `${randomUUID()}.webp`);
    await library.storage.moveIn(key, path, { contentType: 'image/webp' });
    await age(key, ageMs);
    return key;
  }
  const age = (key: string, ageMs: number) => {
    const stored = new Date(Date.now() - ageMs);
    return library.storage.withFile(key, (path) => utimes(path, stored, stored));
  };
  /** An upload, with its original as old as anything. */
  async function givenUpload(): Promise<{ contentId: string; original: string }> {
    const { contentId } = await library.upload(origin, someJpeg());
    const original = (await library.keys(origin)).find((key) => key.includes(contentId)) ?? '';
    await age(original, OLD);
    return { contentId, original };
  }
  /** Contents with a row and a file each, without a media. */
  async function givenContents(count: number): Promise<void> {
    const files = Array.from({ length: count }, async () => {
      const contentId = uuid();
      await library.db.query(
        `INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key)
         VALUES ($1, $2, $3, 5, 'IMAGE', 'image/webp', $4)`,
        ...[origin.workspaceId, contentId, randomBytes(32), await givenFile(contentId)],
      );
    });
    await Promise.all(files);
  }
  const givenStray = (count: number) => Promise.all(Array.from({ length: count }, () => givenFile(uuid())));
  async function givenRendition(contentId: string, storageKey: string): Promise<void> {
    await library.db.query(
      `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256, storage_key)
       VALUES ($1, $2, 1, $3, 'webp', 1, 1, 5, $4, $5)`,
      origin.workspaceId,
      contentId,
      randomUUID(),
      randomBytes(32),
      storageKey,
    );
  }
  const sweep = async (options: Partial<SweepContext> = {}) =>
    (await findingsOf(sweepStrayBytes(), { ...library.deps, ...options }))
      .map(({ what }) => what.replace(/ is deleted$/, ''))
      .sort();

  it('takes away what no row names and is older than the grace, and nothing else', async () => {
    const { contentId, original } = await givenUpload();
    const output = await givenFile(contentId);
    await givenRendition(contentId, output);
    const discarded = await givenFile(contentId);
    await library.db.query(
      'INSERT INTO discarded_file (workspace_id, content_id, storage_key) VALUES ($1, $2, $3)',
      ...[origin.workspaceId, contentId, discarded],
    );
    const superseded = await givenFile(contentId);
    const beingPublished = await givenFile(contentId, YOUNG);
    const beingUploaded = await givenFile(uuid(), YOUNG);
    const lost = await givenFile(uuid());
    const stray = [superseded, lost].sort();
    const rest = [original, output, discarded, beingPublished, beingUploaded].sort();

    expect(await sweep({ dryRun: true })).toEqual(stray);
    expect(await library.keys(origin)).toEqual([...rest, ...stray].sort());
    expect(await sweep()).toEqual(stray);
    expect(await library.keys(origin)).toEqual(rest);
    expect(await sweep()).toEqual([]);
  });

  it('leaves the files of a content that is going to those who delete it', async () => {
    const { contentId } = await givenUpload();
    const unnamed = await givenFile(contentId);
    for (const state of ['condemned', 'deleting']) {
      await library.db.query('UPDATE content SET state = $2 WHERE id = $1', contentId, state);
      expect(await sweep()).toEqual([]);
    }
    expect(await contentsOf(library, origin)).toHaveLength(1);
    expect(await library.keys(origin)).toContain(unnamed);
  });

  it('leaves discarded files to the sweep that knows since when they are', async () => {
    const { contentId } = await givenUpload();
    const discarded = await givenFile(contentId);
    await library.db.query(
      'INSERT INTO discarded_file (workspace_id, content_id, storage_key) VALUES ($1, $2, $3)',
      origin.workspaceId,
      contentId,
      discarded,
    );
    expect(await sweep()).toEqual([]);
    expect(await library.keys(origin)).toContain(discarded);
  });

  it('leaves what got its row, or was stored anew, since it was found', async () => {
    const { contentId } = await givenUpload();
    const [named, anew, stray] = [
      await givenFile(contentId),
      await givenFile(contentId),
      await givenFile(contentId),
    ];
    let meanwhile: Promise<unknown> | undefined;
    const storage = new Proxy(library.storage, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
        if (name !== 'stat') return method.bind(target);
        return async (key: string) => {
          meanwhile ??= Promise.all([givenRendition(contentId, named), age(anew, 0)]);
          await meanwhile;
          return target.stat(key);
        };
      },
    });
    expect(await sweep({ storage })).toEqual([stray]);
    expect(await library.keys(origin)).toEqual(expect.arrayContaining([named, anew]));
  });

  it('ends early when it is told to, and leaves the rest to the next one', async () => {
    const stray = await givenFile(uuid());
    expect(await sweep({ signal: AbortSignal.abort() })).toEqual([]);
    expect(await library.keys(origin)).toEqual([stray]);
    expect(await sweep()).toEqual([stray]);
  });

  it("does not take another workspace's row for one of this", async () => {
    const elsewhere = await library.workspace();
    const { contentId } = await library.upload(elsewhere, someJpeg());
    const stray = await givenFile(contentId);
    expect(await sweep()).toEqual([stray]);
    expect(await library.keys(elsewhere)).toHaveLength(1);
  });

  it('reports the files of a workspace that is none, and takes them only when it is forced', async () => {
    const nobody = { ...origin, workspaceId: uuid() };
    const homeless = await givenFile(uuid(), OLD, nobody);
    await givenFile(uuid(), OLD, nobody);
    expect(await findingsOf(sweepStrayBytes(), library.deps)).toEqual([
      {
        workspaceId: nobody.workspaceId,
        what: 'files of a workspace that the database does not have: kept unless forced',
      },
    ]);
    expect(await library.keys(nobody)).toHaveLength(2);
    expect(await sweep({ force: true })).toContain(homeless);
    expect(await library.keys(nobody)).toEqual([]);
  });

  describe('when the storage and the database do not seem to fit', () => {
    const DOUBT = /^Of 70 contents that have files in storage, 51 would lose some, .* Nothing was deleted/;

    it('refuses to take files of more than fifty contents and a fifth of all, unless it is forced', async () => {
      await givenContents(19);
      const stray = await givenStray(51);
      const all = await library.keys(origin);

      const listed: string[] = [];
      const reading = async () => {
        for await (const { what } of sweepStrayBytes().run(sweepContext({ ...library.deps, dryRun: true })))
          listed.push(what.replace(/ is deleted$/, ''));
      };
      await expect(reading()).rejects.toThrow(DOUBT);
      expect(listed.sort()).toEqual(stray.sort());
      await expect(sweep()).rejects.toThrow(DOUBT);
      expect(await library.keys(origin)).toEqual(all);
      expect(await sweep({ force: true })).toEqual(stray);
      expect(await library.keys(origin)).toHaveLength(19);
    });

    it('takes those of fifty contents, whatever share they are', async () => {
      await givenStray(50);
      expect(await sweep()).toHaveLength(50);
      expect(await library.keys(origin)).toEqual([]);
    });

    it('takes those of a fifth of all contents, however many they are', async () => {
      await givenStray(51);
      await givenContents(204);
      expect(await sweep()).toHaveLength(51);
      expect(await library.keys(origin)).toHaveLength(204);
    });
  });

  it('refuses the storage of another database, forced or not', async () => {
    const stray = await givenFile(uuid());
    await library.db.query('UPDATE installation SET id = $1', uuid());
    for (const options of [{}, { force: true }, { dryRun: true }]) {
      await expect(sweep(options)).rejects.toThrow('The storage belongs to the files of another database.');
    }
    expect(await library.keys(origin)).toEqual([stray]);
  });
});
