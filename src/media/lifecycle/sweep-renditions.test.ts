import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import pino from 'pino';
import { type Config } from '../../config';
import { type Sweep, type SweepContext } from '../../platform/sweeps/sweep';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { contentKey } from '../content/storage-keys';
import { createTestLibrary, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { MediaType } from '../media-type';
import { countProcessed } from '../usage/charge-storage';
import { sweepCondemnedContent } from './sweep-condemned-content';
import { sweepDiscardedFiles } from './sweep-discarded-files';
import { sweepRenditions } from './sweep-renditions';

const IDLE_DAYS = 30;
const MOST_KEPT = 3;
/** Bytes of each rendition. */
const SIZE = 7;

describe('renditions that nobody wants any more', () => {
  let library: TestLibrary;
  let origin: Origin;
  let contentId: string;
  let original: string;

  beforeAll(async () => {
    library = await createTestLibrary();
  });
  afterAll(() => library.close());
  beforeEach(async () => {
    origin = await library.workspace();
    ({ contentId } = await library.upload(origin, someJpeg()));
    [original = ''] = await library.keys(origin);
    await library.db.query(
      `UPDATE content SET recipe = 1, status = 'COMPLETED', due_at = NULL, processed_at = now() WHERE id = $1`,
      contentId,
    );
  });

  const run = async ({ run }: Sweep, dryRun = false) => {
    const { database, unitOfWork, storage } = library.deps;
    const config = {
      renditions: { idleDays: IDLE_DAYS, perContent: MOST_KEPT },
      retention: { condemnedContentSeconds: 86_400 },
    } as Config;
    const { signal } = new AbortController();
    const log = pino({ level: 'silent' });
    const context: SweepContext = { database, unitOfWork, storage, config, log, dryRun, signal };
    const found: string[] = [];
    for await (const { workspaceId, what } of run(context)) {
      if (workspaceId === origin.workspaceId) found.push(what.replace(contentId, 'C'));
    }
    return found;
  };

  /** Stores a file of the content, as a rendition has one. */
  async function givenFile(name: string, recipe = 1): Promise<string> {
    const { workspaceId } = origin;
    const sha256 = Buffer.alloc(32, 7);
    const key = contentKey({ workspaceId, mediaType: MediaType.IMAGE, sha256, contentId }, recipe, name);
    const path = await library.storage.temporaryPath();
    await writeFile(path, 'r'.repeat(SIZE));
    await library.storage.moveIn(key, path, { contentType: 'image/webp' });
    return key;
  }

  /** A rendition with its file; made on demand and used so many days ago, or by processing. */
  async function givenRendition(width: number, usedDaysAgo: number | null, recipe = 1): Promise<string> {
    const key = await givenFile(`contain-${width}x1-q85.${randomUUID()}.webp`, recipe);
    await library.db.query(
      `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256,
                              storage_key, on_demand, used_at)
       VALUES ($1, $2, $3, $4, 'webp', 1, 1, $5, '', $6, $7::int IS NOT NULL, now() - make_interval(days => $7::int))`,
      ...[origin.workspaceId, contentId, recipe, `contain-${width}x1-q85`, SIZE, key, usedDaysAgo],
    );
    return key;
  }

  const named = async (table: 'rendition' | 'discarded_file') =>
    (
      await library.db.query<{ storage_key: string }>(
        `SELECT storage_key FROM ${table} WHERE workspace_id = $1 ORDER BY storage_key`,
        origin.workspaceId,
      )
    ).map(({ storage_key }) => storage_key);
  const letGracePass = () =>
    library.db.query(`UPDATE discarded_file SET discarded_at = discarded_at - interval '1 hour'`);
  const tally = async () => {
    const [row] = await library.db.query<{ used_bytes: number }>(
      'SELECT used_bytes::int FROM storage_tally WHERE workspace_id = $1 AND owner_id = $1',
      origin.workspaceId,
    );
    return row?.used_bytes;
  };

  it('as they were not used for long, are forgotten with a dry run before, and their files after the grace', async () => {
    const preset = await givenRendition(1, null);
    const used = await givenRendition(2, IDLE_DAYS - 1);
    const idle = [await givenRendition(3, IDLE_DAYS + 1), await givenRendition(4, 400)].sort();
    const all = [original, preset, used, ...idle].sort();
    const before = await tally();

    const finding = [`content C: renditions that were not used for ${IDLE_DAYS} days are discarded (2)`];
    expect(await run(sweepRenditions, true)).toEqual(finding);
    expect(await named('rendition')).toHaveLength(4);
    expect(await run(sweepRenditions)).toEqual(finding);
    expect(await named('rendition')).toEqual([preset, used].sort());
    expect(await named('discarded_file')).toEqual(idle);
    expect(await run(sweepRenditions)).toEqual([]);
    expect(await run(sweepDiscardedFiles)).toEqual([]);
    expect(await library.keys(origin)).toEqual(all);

    await letGracePass();
    const deleted = idle.map((key) => `${key.replace(contentId, 'C')} is deleted`);
    expect(await run(sweepDiscardedFiles, true)).toEqual(deleted);
    expect(await library.keys(origin)).toEqual(all);
    expect(await run(sweepDiscardedFiles)).toEqual(deleted);
    expect(await library.keys(origin)).toEqual([original, preset, used].sort());
    expect(await named('discarded_file')).toEqual([]);
    expect(await run(sweepDiscardedFiles)).toEqual([]);
    // What is made on demand counts against nothing.
    expect(await tally()).toBe(before);
  });

  it('as they are beyond the most that are kept, go from the least recently used on', async () => {
    const keys: string[] = [];
    for (let age = 5; age >= 1; age -= 1) keys.push(await givenRendition(age, age));
    const preset = await givenRendition(9, null);
    expect(await run(sweepRenditions)).toEqual([
      `content C: renditions beyond the ${MOST_KEPT} used last are discarded (2)`,
    ]);
    expect(await named('rendition')).toEqual([preset, ...keys.slice(2)].sort());
    expect(await named('discarded_file')).toEqual(keys.slice(0, 2).sort());
  });

  it('as their recipe was replaced a week ago, go all, and what was counted of them is given back', async () => {
    await library.db.query('UPDATE content SET recipe = 2 WHERE id = $1', contentId);
    const old = [
      await givenRendition(1, null, 1),
      await givenRendition(2, null, 1),
      await givenRendition(3, 1, 1),
    ];
    const current = [await givenRendition(1, null, 2), await givenRendition(4, 1, 2)].sort();
    // As processing counted them.
    await library.deps.unitOfWork.run(origin, (tx) => countProcessed(tx, contentId, 3 * SIZE));
    const before = (await tally()) ?? 0;
    const published = (days: number) =>
      library.db.query(
        'UPDATE content SET processed_at = now() - make_interval(days => $2) WHERE id = $1',
        contentId,
        days,
      );
    await published(6);
    expect(await run(sweepRenditions)).toEqual([]);
    await published(8);
    expect(await run(sweepRenditions)).toEqual([
      'content C: renditions of a recipe that was replaced are discarded (3)',
    ]);
    expect(await named('rendition')).toEqual(current);
    expect(await named('discarded_file')).toEqual(old.sort());
    expect(await tally()).toBe(before - 2 * SIZE);
    expect(
      await library.db.query('SELECT processed_bytes::int AS bytes FROM content WHERE id = $1', contentId),
    ).toEqual([{ bytes: SIZE }]);
  });

  it('as whoever began them died, lose their lease and what may be stored of them; failures are forgotten', async () => {
    const lease = async (transform: string, minutesAgo: number, error: string | null = null) => {
      const leaseId = randomUUID();
      await library.db.query(
        `INSERT INTO transform_lease (workspace_id, content_id, recipe, transform, format, lease_id, leased_until,
                                      error_code, error_message)
         VALUES ($1, $2, 1, $3, 'webp', $4, now() - make_interval(mins => $5), $6, $6)`,
        ...[origin.workspaceId, contentId, transform, leaseId, minutesAgo, error],
      );
      return leaseId;
    };
    const dead = await lease('contain-1x1-q85', 11);
    await lease('contain-2x1-q85', 11, 'CORRUPT_FILE');
    await lease('contain-3x1-q85', 9);
    await lease('contain-4x1-q85', -9, 'CORRUPT_FILE');
    expect(await run(sweepRenditions)).toEqual([
      'content C: unfinished or failed makings of renditions are forgotten (2)',
    ]);
    expect(
      await library.db.query(
        'SELECT transform FROM transform_lease WHERE workspace_id = $1 ORDER BY transform',
        origin.workspaceId,
      ),
    ).toEqual([{ transform: 'contain-3x1-q85' }, { transform: 'contain-4x1-q85' }]);
    const folder = original.replace(/original\/.*/, '1');
    expect(await named('discarded_file')).toEqual([`${folder}/contain-1x1-q85.${dead}.webp`]);
    await letGracePass();
    expect(await run(sweepDiscardedFiles)).toHaveLength(1);
    expect(await library.keys(origin)).toEqual([original]);
  });

  it('as their content goes, go with it, and give nothing back that was never counted', async () => {
    await givenRendition(1, 1);
    expect(await tally()).toBeGreaterThan(0);
    await library.db.query('DELETE FROM media WHERE content_id = $1', contentId);
    await library.db.query(
      `UPDATE content SET state = 'condemned', condemned_at = now() - interval '2 days' WHERE id = $1`,
      contentId,
    );
    expect(await run(sweepCondemnedContent)).toHaveLength(1);
    expect(await named('rendition')).toEqual([]);
    expect(await tally()).toBe(0);
  });

  it('keep their files where a row names them after all', async () => {
    const key = await givenRendition(1, 1);
    await library.db.query(
      'INSERT INTO discarded_file (workspace_id, content_id, storage_key) VALUES ($1, $2, $3)',
      ...[origin.workspaceId, contentId, key],
    );
    await letGracePass();
    expect(await run(sweepDiscardedFiles)).toEqual([]);
    expect(await library.keys(origin)).toEqual([original, key].sort());
  });

  it('of many contents go, page by page, and those of a content that is being deleted are its deletion’s', async () => {
    await givenRendition(1, 99);
    await library.db.query("UPDATE content SET state = 'deleting' WHERE id = $1", contentId);
    expect(await run(sweepRenditions)).toEqual([]);
    const elsewhere = await library.workspace();
    await library.db.query(
      `INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, recipe, status)
       SELECT $1, gen_random_uuid(), sha256(i::text::bytea), 1, 'IMAGE', 'image/jpeg', 'nowhere', 1, 'COMPLETED'
       FROM generate_series(1, 450) AS i`,
      elsewhere.workspaceId,
    );
    await library.db.query(
      `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256,
                              storage_key, on_demand, used_at)
       SELECT workspace_id, id, 1, 'contain-9x9-q85', 'webp', 9, 9, 9, '', id::text, true, now() - interval '1 year'
       FROM content WHERE workspace_id = $1`,
      elsewhere.workspaceId,
    );
    origin = elsewhere;
    expect(await run(sweepRenditions)).toHaveLength(450);
    expect(await named('discarded_file')).toHaveLength(450);
  });
});
