import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import pino from 'pino';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { catalogModule } from '../../src/catalog';
import { type Config } from '../../src/config';
import {
  claimStorage,
  deleteMedia,
  ImageRenderer,
  MediaConsumers,
  MediaType,
  pinContents,
  processImage,
  requeueDueWork,
  sweepCondemnedContent,
  sweepDeletedMedia,
  sweepDiscardedFiles,
  sweepRecipes,
  sweepRenditions,
  sweepStrayBytes,
  unpinContents,
} from '../../src/media';
import { attachMedia } from '../../src/media/attachments/attach-media';
import { detachMedia } from '../../src/media/attachments/detach-media';
import { DuplicateMode } from '../../src/media/intake/duplicate-mode';
import { uploadMedia } from '../../src/media/intake/upload-media';
import { addTags, removeTags } from '../../src/media/library/tag-media';
import { purgeMedia } from '../../src/media/lifecycle/purge-media';
import { restoreMedia } from '../../src/media/lifecycle/restore-media';
import { TransformRenderer } from '../../src/media/processing/image/transform-renderer';
import { endMaking } from '../../src/media/processing/on-demand/end-making';
import { claimTransform } from '../../src/media/processing/on-demand/lease-transform';
import { makeTransform } from '../../src/media/processing/on-demand/make-transform';
import { type TransformTarget } from '../../src/media/processing/on-demand/transform-target';
import { reprocessMedia } from '../../src/media/processing/reprocess-media';
import { Refusal } from '../../src/platform/errors';
import { LocalStorage } from '../../src/platform/storage/local-storage';
import { ObjectNotFoundError } from '../../src/platform/storage/storage';
import { type Sweep } from '../../src/platform/sweeps/sweep';
import { type Origin, type Tx } from '../../src/platform/unit-of-work/transaction';
import { givenProduct, givenUser, givenWorkspace } from '../support/factories';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { Dice } from './dice';
import { Death, MortalProcess } from './mortal-process';

const ROUNDS = 24;
const LANES = 5;
const ACTIONS = 16;
const PICTURES = 3;
const PRODUCTS = 3;
/** Of those who show contents as they were, whatever becomes of the library. */
const HOLDERS = 4;
/** Renditions made on demand that a content keeps. */
const MOST_KEPT = 2;
const log = pino({ level: 'silent' });

describe('whatever happens to files at once, with processes dying anywhere', () => {
  let db: TestDatabase;
  let directory: string;
  let storage: LocalStorage;
  let renderer: ImageRenderer;
  let transforms: TransformRenderer;
  let origin: Origin;
  let pictures: Buffer[];
  let products: string[];
  const holders = Array.from({ length: HOLDERS }, () => uuid());
  /** What the newest processes work by; those of the version before still run. */
  let newest = 1;
  let madeOnDemand = 0;
  /** Rounds after which some content was in no item of the library, and pinned. */
  let keptByPins = 0;
  const consumers = new MediaConsumers(catalogModule.consumers);

  beforeAll(async () => {
    db = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'vitrine-interleavings-'));
    storage = new LocalStorage(directory);
    await claimStorage(db.database, storage);
    renderer = new ImageRenderer({ processes: 2 });
    transforms = new TransformRenderer({ processes: 1, maxQueued: LANES });
    const { id: workspaceId } = await givenWorkspace(db);
    origin = { workspaceId, actor: await givenUser(db, workspaceId) };
    pictures = await Promise.all(Array.from({ length: PICTURES }, (_, index) => picture(index)));
    products = await Promise.all(Array.from({ length: PRODUCTS }, () => givenProduct(db, workspaceId)));
  });
  afterAll(async () => {
    await renderer.close(0);
    await transforms.close(0);
    await db.close();
    await rm(directory, { recursive: true });
  });

  /** What a process works with, which dies after so many steps. */
  function processOf(steps: number) {
    const mortal = new MortalProcess(steps);
    return {
      database: mortal.port(db.database),
      unitOfWork: mortal.port(db.unitOfWork),
      storage: mortal.port(storage),
      consumers,
      renderer,
      log,
      limits: { maxBytes: 1024 ** 2, maxBytesOf: {} },
      quota: { workspaceBytes: null, userBytes: null },
      onProgress: () => undefined,
    };
  }
  type Process = ReturnType<typeof processOf>;

  const write = <T>({ unitOfWork }: Process, work: (tx: Tx) => Promise<T>) => unitOfWork.run(origin, work);
  const ids = async (sql: string) =>
    (await db.query<{ id: string }>(`${sql} AND workspace_id = $1 ORDER BY id`, origin.workspaceId)).map(
      ({ id }) => id,
    );
  const someMedia = async (dice: Dice, condition: string) =>
    dice.pick(await ids(`SELECT id FROM media WHERE ${condition}`)) ?? products[0] ?? '';
  const entity = (dice: Dice) => ({ entityType: 'product', entityId: dice.pick(products) ?? '' });

  const upload = (process: Process, bytes: Buffer, onDuplicate = DuplicateMode.REUSE) =>
    uploadMedia(process, origin, {
      stream: Readable.from([bytes]),
      filename: 'picture.jpg',
      details: {},
      onDuplicate,
    });
  const sweep = async (process: Process, { run }: Sweep, idleDays = 0) => {
    const config = {
      retention: { deletedMediaSeconds: 0, condemnedContentSeconds: 0 },
      renditions: { idleDays, perContent: MOST_KEPT },
    } as Config;
    const { signal } = new AbortController();
    const findings: string[] = [];
    for await (const { what } of run({ ...process, config, dryRun: false, signal })) findings.push(what);
    return findings;
  };
  const processOne = (process: Process, contentId: string, recipe: number) =>
    processImage({ ...process, recipe }, origin.workspaceId, contentId, new AbortController().signal);

  /** A picture that a request for a transform would find. */
  async function someTransform(dice: Dice): Promise<TransformTarget | null> {
    const pictures = await db.query<Pick<TransformTarget, 'contentId' | 'sha256' | 'originalKey' | 'recipe'>>(
      `SELECT id AS "contentId", sha256, storage_key AS "originalKey", recipe FROM content
       WHERE state = 'live' AND recipe IS NOT NULL AND workspace_id = $1 ORDER BY id`,
      origin.workspaceId,
    );
    const picture = dice.pick(pictures);
    if (!picture) return null;
    const transform = `contain-${dice.pick([20, 30, 40, 50])}x20-q80`;
    const { workspaceId } = origin;
    return { ...picture, workspaceId, mediaType: MediaType.IMAGE, transform, format: 'webp' };
  }
  /** As delivery does it, but for waiting for what another makes. */
  async function request(process: Process, target: TransformTarget): Promise<void> {
    const deps = { ...process, renderer: transforms, mostKept: MOST_KEPT };
    const claim = await write(process, (tx) => claimTransform(tx, target));
    if (claim.is !== 'claimed') return;
    try {
      if (await makeTransform(deps, target, claim.leaseId, new AbortController().signal)) madeOnDemand += 1;
    } catch (error) {
      const answer = await endMaking(deps, target, claim.leaseId, error);
      // The picture went meanwhile.
      if (!(answer instanceof ObjectNotFoundError)) throw answer;
    }
  }

  const ACTIONS_OF: readonly ((process: Process, dice: Dice) => Promise<unknown>)[] = [
    (process, dice) => upload(process, dice.pick(pictures) ?? Buffer.alloc(0)),
    (process, dice) => upload(process, dice.pick(pictures) ?? Buffer.alloc(0), DuplicateMode.COPY),
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NULL');
      const role = dice.pick(['gallery', 'main_image', 'swatch']) ?? '';
      await write(process, (tx) => attachMedia(tx, consumers, entity(dice), [{ mediaId, role }]));
    },
    async (process, dice) => {
      const key = entity(dice);
      const attached = await ids(`SELECT id FROM attachment WHERE entity_id = '${key.entityId}'`);
      const id = dice.pick(attached) ?? key.entityId;
      await write(process, (tx) => detachMedia(tx, consumers, key, [id]));
    },
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NULL');
      await write(process, (tx) => deleteMedia(tx, consumers, [mediaId], { force: dice.below(3) > 0 }));
    },
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NOT NULL');
      await write(process, (tx) => restoreMedia(tx, consumers, [mediaId]));
    },
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NOT NULL');
      await write(process, (tx) => purgeMedia(tx, [mediaId]));
    },
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NULL');
      const change = dice.below(2) === 0 ? addTags : removeTags;
      await write(process, (tx) => change(tx, [mediaId], [dice.pick(['sea', 'sun']) ?? '']));
    },
    // Everything over one content goes.
    async (process, dice) => {
      const contentId = dice.pick(await ids("SELECT id FROM content WHERE state = 'live'")) ?? '';
      const all = await ids(`SELECT id FROM media WHERE content_id::text = '${contentId}'`);
      await write(process, (tx) => deleteMedia(tx, consumers, all, { force: true }));
      await write(process, (tx) => purgeMedia(tx, all));
    },
    async (process, dice) => {
      const contents = await ids("SELECT id FROM content WHERE state <> 'deleting'");
      const pins = [dice.pick(contents), dice.pick(contents)].map((contentId) => ({
        holderId: dice.pick(holders) ?? '',
        contentId: contentId ?? uuid(),
      }));
      await write(process, (tx) => pinContents(tx, 'sheet', pins));
    },
    async (process, dice) => {
      const some = [dice.pick(holders) ?? '', dice.pick(holders) ?? ''];
      await write(process, (tx) => unpinContents(tx, 'sheet', some));
    },
    async (process, dice) => {
      const mediaId = await someMedia(dice, 'deleted_at IS NULL');
      await write(process, (tx) => reprocessMedia(tx, [mediaId]));
    },
    async (process, dice) => {
      const contentId = dice.pick(await ids('SELECT id FROM content WHERE due_at IS NOT NULL'));
      if (contentId) await processOne(process, contentId, dice.pick([newest, Math.max(1, newest - 1)]) ?? 1);
    },
    async (process, dice) => {
      const target = await someTransform(dice);
      if (target) await request(process, target);
    },
    (process) => sweep(process, requeueDueWork),
    (process) => sweep(process, sweepRecipes({ [MediaType.IMAGE]: newest })),
    (process, dice) => sweep(process, sweepRenditions, dice.pick([0, 1])),
    (process) => sweep(process, sweepDiscardedFiles),
    (process, dice) => sweep(process, dice.below(4) === 0 ? sweepDeletedMedia : sweepCondemnedContent),
    (process) => sweep(process, sweepStrayBytes()),
    letTimePass,
  ];

  /** Leases run out, pauses and graces are over, also of whoever is still at work; but not what somebody has locked. */
  async function letTimePass(): Promise<void> {
    const pass = (table: string, change: string, condition = 'true') =>
      db.query(`UPDATE ${table} SET ${change} WHERE ctid = ANY(
        ARRAY(SELECT ctid FROM ${table} WHERE ${condition} FOR UPDATE SKIP LOCKED))`);
    const [second, hour] = ["now() - interval '1 second'", "now() - interval '1 hour'"];
    await pass('content', `due_at = ${second}, leased_until = ${second}`, 'due_at IS NOT NULL');
    await pass('content', "processed_at = now() - interval '8 days'", 'due_at IS NULL');
    await pass('transform_lease', `leased_until = ${hour}`);
    await pass('discarded_file', `discarded_at = ${hour}`);
  }

  async function act(dice: Dice): Promise<string | null> {
    const steps = dice.pick([Infinity, Infinity, 4, 12, 30]) ?? 0;
    const process = processOf(steps === Infinity ? steps : 1 + dice.below(steps));
    try {
      await dice.pick(ACTIONS_OF)?.(process, dice);
      return null;
    } catch (error) {
      const expected = error instanceof Refusal || error instanceof Death;
      return expected ? null : error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  /** What the next processes do with what the dead ones left. */
  async function heal(): Promise<void> {
    const process = processOf(Infinity);
    for (;;) {
      await letTimePass();
      await sweep(process, requeueDueWork);
      await letTimePass();
      const due = await ids('SELECT id FROM content WHERE due_at IS NOT NULL');
      if (due.length === 0) return;
      for (const id of due) await processOne(process, id, newest);
    }
  }

  const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

  it.each(Array.from({ length: ROUNDS }, (_, round) => seed + round))(
    'every item has its bytes, and nothing else is left (seed %i)',
    async (roundSeed) => {
      newest += 1;
      const dice = new Dice(roundSeed);
      const anchor = await givenActiveProduct(dice);
      const lanes = Array.from({ length: LANES }, (_, lane) => new Dice(roundSeed * 100 + lane));
      const faults = await Promise.all(
        lanes.map(async (lane) => {
          const seen: (string | null)[] = [];
          for (let action = 0; action < ACTIONS; action += 1) seen.push(await act(lane));
          return seen.filter((fault) => fault !== null);
        }),
      );
      expect(faults.flat()).toEqual([]);
      await heal();

      expect(await brokenRows()).toEqual([]);
      expect(await unshownProducts()).toEqual([]);
      if ((await pinnedAlone()).length > 0) keptByPins += 1;
      const immortal = processOf(Infinity);
      // Twice: what one finds condemned, the next one may delete.
      await sweep(immortal, sweepCondemnedContent);
      await sweep(immortal, sweepCondemnedContent);
      await letTimePass();
      await sweep(immortal, sweepRenditions, 30);
      await letTimePass();
      await sweep(immortal, sweepDiscardedFiles);
      await sweep(immortal, sweepStrayBytes(-60_000));
      for await (const name of storage.sweepTemporary(-60_000)) expect(name).not.toBe('');
      expect(await db.query("SELECT id, state FROM content WHERE state <> 'live'")).toEqual([]);
      expect(await leftOver()).toEqual([]);
      expect(await storedKeys()).toEqual(await namedKeys());
      expect(await readdir(join(directory, 'tmp'))).toEqual([]);
      expect(await tallied()).toEqual(await summed());
      expect(await knownTerms()).toEqual(await foundTerms());
      expect(await brokenRows()).toEqual([]);
      await db.query("UPDATE product SET status = 'DRAFT' WHERE id = $1", anchor);
    },
    120_000,
  );

  it('has done all of it', async () => {
    // Work whose workers die again and again is given up, which seldom happens.
    const done = await db.query<{ action: string }>(
      "SELECT DISTINCT action FROM audit_log WHERE action <> 'content.fail' ORDER BY action",
    );
    expect(done.map(({ action }) => action)).toEqual([
      ...['content.complete', 'content.condemn', 'content.delete', 'content.reprocess', 'content.revive'],
      ...[
        'media.delete',
        'media.purge',
        'media.restore',
        'media.tag',
        'media.untag',
        'media.upload',
        'product.media',
      ],
    ]);
    expect(madeOnDemand).toBeGreaterThan(0);
    expect(keptByPins).toBeGreaterThan(0);
  });

  /** A product on sale, with one image, which is processed. */
  async function givenActiveProduct(dice: Dice): Promise<string> {
    const bytes = dice.pick(pictures) ?? Buffer.alloc(0);
    const { mediaId } = await upload(processOf(Infinity), bytes);
    await heal();
    const id = dice.pick(products) ?? '';
    await db.query('DELETE FROM attachment WHERE entity_id = $1', id);
    await write(processOf(Infinity), (tx) =>
      attachMedia(tx, consumers, { entityType: 'product', entityId: id }, [{ mediaId }]),
    );
    await db.query("UPDATE product SET status = 'ACTIVE' WHERE id = $1", id);
    return id;
  }

  /** Rows whose promise does not hold: readable bytes of their hash, in a state that keeps them. */
  async function brokenRows(): Promise<object[]> {
    const files = await db.query<{ key: string; sha256: Buffer; size: string; what: string }>(
      `SELECT storage_key AS key, sha256, byte_size AS size, 'content ' || id AS what FROM content WHERE state = 'live'
       UNION ALL
       SELECT r.storage_key, r.sha256, r.byte_size, 'rendition ' || r.transform || ' of ' || r.content_id
       FROM rendition r JOIN content c ON c.id = r.content_id WHERE c.state = 'live'`,
    );
    const broken: object[] = await db.query(
      `SELECT m.id, c.state, c.status
       FROM (SELECT id, content_id FROM media UNION ALL SELECT holder_id, content_id FROM content_pin) AS m
       JOIN content c ON c.id = m.content_id
       WHERE c.state <> 'live' OR c.status NOT IN ('COMPLETED', 'FAILED')
         OR (c.status = 'COMPLETED' AND (SELECT count(*) FROM rendition r
                                         WHERE r.content_id = c.id AND r.recipe = c.recipe AND NOT on_demand) <> 6)
         OR (c.status = 'FAILED' AND c.error_code IS NULL)`,
    );
    for (const { key, sha256, size, what } of files) {
      const bytes = await storage.open(key).then(buffer, () => null);
      if (bytes?.length === Number(size) && createHash('sha256').update(bytes).digest().equals(sha256))
        continue;
      broken.push({ what, bytes: bytes?.length ?? null });
    }
    return broken;
  }

  function unshownProducts(): Promise<object[]> {
    return db.query(
      `SELECT p.id FROM product p WHERE p.status = 'ACTIVE' AND NOT EXISTS (
         SELECT 1 FROM attachment a JOIN media m ON m.id = a.media_id JOIN content c ON c.id = m.content_id
         WHERE a.entity_id = p.id AND m.deleted_at IS NULL AND m.media_type = 'IMAGE' AND c.status = 'COMPLETED')`,
    );
  }

  /** Contents that nothing refers to but their pins. */
  function pinnedAlone(): Promise<object[]> {
    return db.query(
      `SELECT content_id FROM content_pin p
       WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.content_id = p.content_id)`,
    );
  }

  /** Rows that nobody needs any more once all time has passed. */
  function leftOver(): Promise<object[]> {
    return db.query(
      `SELECT 'lease' AS what, content_id FROM transform_lease
       UNION ALL SELECT 'discarded', content_id FROM discarded_file
       UNION ALL SELECT 'unreferenced', id FROM content c
         WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.content_id = c.id)
           AND NOT EXISTS (SELECT 1 FROM content_pin p WHERE p.content_id = c.id)
       UNION ALL SELECT 'superseded', c.id FROM content c JOIN rendition r ON r.content_id = c.id AND r.recipe < c.recipe
       UNION ALL SELECT 'beyond', content_id FROM rendition WHERE on_demand GROUP BY content_id HAVING count(*) > ${MOST_KEPT}`,
    );
  }

  const tallied = () =>
    db.query(
      'SELECT owner_id AS id, used_bytes AS bytes FROM storage_tally WHERE used_bytes <> 0 ORDER BY id',
    );

  const summed = () =>
    db.query(
      `SELECT id, sum(bytes)::bigint AS bytes FROM (
         SELECT workspace_id AS id, byte_size AS bytes FROM content
         UNION ALL SELECT workspace_id, byte_size FROM rendition WHERE NOT on_demand
         UNION ALL SELECT uploaded_by, byte_size FROM media) AS counted
       GROUP BY id ORDER BY id`,
    );

  /** The library's words, tags and folders as they are kept. */
  const knownTerms = () =>
    db.query(
      `SELECT kind, name, sum(media_count)::integer AS count FROM media_term
       GROUP BY kind, name HAVING sum(media_count) <> 0
       UNION ALL SELECT 'item', tag, count(*)::integer FROM media_tag GROUP BY tag ORDER BY kind, name`,
    );

  /** The same, by looking at each item. */
  const foundTerms = () =>
    db.query(
      `SELECT t.kind, t.name, count(*)::integer AS count
       FROM media m, media_terms_of(m.workspace_id, m.folder, m.tags, m.search, m.deleted_at) AS t
       GROUP BY t.kind, t.name
       UNION ALL SELECT 'item', tag, count(*)::integer FROM media m, unnest(m.tags) AS tag
       WHERE m.deleted_at IS NULL GROUP BY tag ORDER BY kind, name`,
    );

  async function storedKeys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of storage.list('tenants')) keys.push(key);
    return keys.sort();
  }

  async function namedKeys(): Promise<string[]> {
    const rows = await db.query<{ key: string }>(
      'SELECT storage_key AS key FROM content UNION ALL SELECT storage_key FROM rendition',
    );
    return rows.map(({ key }) => key).sort();
  }
});

/** A small photograph-like JPEG, another for each index. */
function picture(index: number): Promise<Buffer> {
  return sharp({
    create: {
      width: 80 + index,
      height: 60,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 100 + 20 * index, sigma: 30 },
    },
  })
    .jpeg()
    .toBuffer();
}
