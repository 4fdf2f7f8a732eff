import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { v7 as uuid } from 'uuid';
import { MARKER_KEY } from '../../platform/storage/installation';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { createTestLibrary, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { claimStorage, ForeignStorageError } from './claim-storage';

describe('claiming a storage for a database', () => {
  let library: TestLibrary;
  let origin: Origin;

  beforeEach(async () => {
    library = await createTestLibrary();
    origin = await library.workspace();
  });
  afterEach(() => library.close());

  const claim = (options = {}) => claimStorage(library.db.database, library.storage, options);
  const marker = async () => text(await library.storage.open(MARKER_KEY));
  const installations = () => library.db.query<{ id: string }>('SELECT id FROM installation');
  async function store(key: string, bytes: string): Promise<void> {
    const path = await library.storage.temporaryPath();
    await writeFile(path, bytes);
    await library.storage.moveIn(key, path, { contentType: 'text/plain' });
  }

  it('marks a new storage with the id of a new database, once, however many start at the same moment', async () => {
    await Promise.all(Array.from({ length: 10 }, () => claim()));
    const [installation, ...others] = await installations();
    expect(others).toEqual([]);
    expect(JSON.parse(await marker())).toEqual({ installation: installation?.id });
    expect(await library.temporaryFiles()).toEqual([]);

    await library.upload(origin, someJpeg());
    const before = await library.storage.stat(MARKER_KEY);
    await claim();
    expect(await library.storage.stat(MARKER_KEY)).toEqual(before);
  });

  it('only looks, in a dry run', async () => {
    await claim({ dryRun: true });
    expect(await library.storage.stat(MARKER_KEY)).toBeNull();
  });

  it('takes a storage of before there were markers, that has files of a workspace of the database', async () => {
    await library.upload(origin, someJpeg());
    await claim();
    expect(await marker()).toContain((await installations())[0]?.id ?? 'none');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'that another database has marked',
      () => store(MARKER_KEY, JSON.stringify({ installation: uuid() })),
      'The storage belongs to the files of another database.',
    ],
    [
      'without a marker that has files of other workspaces',
      async () => {
        await library.upload(origin, someJpeg());
        await library.db.query('TRUNCATE workspace CASCADE');
      },
      'The storage has files of workspaces that the database does not have.',
    ],
    [
      'that is empty, although the database knows files',
      async () => {
        await library.upload(origin, someJpeg());
        await library.storage.delete(await library.keys(origin));
      },
      'The storage is empty, although the database knows files: is it mounted?',
    ],
  ])('refuses one %s, until it is marked by hand', async (_, given, reason) => {
    await given();
    const before = await library.storage.stat(MARKER_KEY);
    const refusal: unknown = await claim().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ForeignStorageError);
    const [, remedy = ''] = /^(?:.*) store (\{.*\}) in it as vitrine\.json\.$/.exec(String(refusal)) ?? [];
    expect(String(refusal)).toContain(reason);
    expect(await library.storage.stat(MARKER_KEY)).toEqual(before);

    await store(MARKER_KEY, remedy);
    await claim();
  });

  it('says so where the marker names none', async () => {
    await store(MARKER_KEY, 'who knows');
    await expect(claim()).rejects.toThrow('The file vitrine.json of the storage names no installation.');
  });
});
