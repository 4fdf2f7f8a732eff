import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { ImageRenderer, MediaType, processImage, requeueDueWork, sweepRecipes } from '../../src/media';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { findingsOf } from '../support/findings-of';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import { UPLOAD, type UploadAnswer } from '../processes/fleet';
import { picture } from '../processes/pictures';

interface Fault {
  readonly code: string;
  readonly field: readonly string[] | null;
}
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly progress: number;
  readonly errors: readonly { code: string; message: string }[];
  readonly image: { readonly url: string; readonly srcset: string; readonly onDemand: string } | null;
}

const FIELDS = `id status progress errors { code message } ... on MediaImage {
  image { url(transform: { format: WEBP }) srcset onDemand: url(transform: { maxWidth: 77, format: WEBP }) } }`;

describe('processing anew', () => {
  let app: TestApp;
  let shop: Shop;
  let renderer: ImageRenderer;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'shop');
    renderer = new ImageRenderer({ processes: 2 });
  });
  afterAll(async () => {
    await renderer.close(0);
    await app.close();
  });

  const deps = (overrides: object = {}) => ({
    ...{ unitOfWork: app.platform.unitOfWork, storage: app.platform.storage, log: app.platform.log },
    ...{ renderer, onProgress: () => undefined },
    ...overrides,
  });
  const work = (contentId: string, overrides: object = {}, signal = new AbortController().signal) =>
    processImage(deps(overrides), shop.id, contentId, signal);
  const due = () =>
    app.db.query<{ id: string }>('SELECT id FROM content WHERE due_at IS NOT NULL ORDER BY due_at');
  const workAll = async (recipe = 1) => {
    for (const { id } of await due()) await work(id, { recipe });
  };

  /** An uploaded picture, processed by the first recipe. */
  async function givenPicture(seed: string): Promise<{ id: string; contentId: string }> {
    const bytes = new Blob([new Uint8Array(await picture(seed))]);
    const { data } = await shop.owner.upload<UploadAnswer>(UPLOAD, bytes, `${seed}.jpg`);
    const id = data.mediaUpload.media?.id ?? '';
    const contentId = await contentOf(id);
    await work(contentId);
    return { id, contentId };
  }
  async function contentOf(id: string): Promise<string> {
    const sql = 'SELECT content_id AS id FROM media WHERE id = $1';
    return (await app.db.query<{ id: string }>(sql, decodeId('Media', id)))[0]?.id ?? '';
  }
  async function reprocess(ids: readonly string[], client = shop.editor) {
    const { mediaReprocess } = await client.data<{
      mediaReprocess: { media: Shown[]; userErrors: Fault[] };
    }>(
      `mutation ($ids: [ID!]!) { mediaReprocess(ids: $ids) { media { ${FIELDS} } userErrors { code field } } }`,
      { ids },
    );
    return mediaReprocess;
  }
  async function show(id: string): Promise<Shown> {
    const query = `query ($id: ID!) { node(id: $id) { ... on MediaImage { ${FIELDS} } } }`;
    return (await shop.owner.data<{ node: Shown }>(query, { id })).node;
  }
  const row = async (contentId: string) =>
    (
      await app.db.query(
        `SELECT status, recipe, failed_recipe AS "failedRecipe", attempts, error_code AS code, due_at IS NOT NULL AS due
         FROM content WHERE id = $1`,
        contentId,
      )
    )[0];
  const auditsOf = async (subject: string) =>
    (
      await app.db.query<{ action: string }>(
        `SELECT action FROM audit_log WHERE subject_id = $1 AND action LIKE 'content.%' ORDER BY id`,
        subject,
      )
    ).map(({ action }) => action);

  /** Rows of files that are not what is stored. */
  async function brokenRows(): Promise<object[]> {
    const rows = await app.db.query<{ key: string; sha256: Buffer; size: string }>(
      `SELECT r.storage_key AS key, r.sha256, r.byte_size AS size FROM rendition r
       JOIN content c ON c.id = r.content_id WHERE c.storage_key LIKE 'tenants/%/original/%'`,
    );
    const broken: object[] = [];
    for (const { key, sha256, size } of rows) {
      const bytes = await app.platform.storage.open(key).then(buffer, () => null);
      const isIt =
        bytes?.length === Number(size) && createHash('sha256').update(bytes).digest().equals(sha256);
      if (!isIt) broken.push({ key, stored: bytes?.length ?? null });
    }
    return broken;
  }

  /** Requests these URLs and those that the API gives by now, over and over, until `work` is done. */
  async function whileRequested(
    ids: readonly string[],
    work: () => Promise<void>,
  ): Promise<Map<number, number>> {
    const urls = new Set<string>();
    const answers = new Map<number, number>();
    let done = false;
    const look = async () => {
      for (const { image } of await Promise.all(ids.map(show))) {
        for (const url of (image?.srcset ?? '').split(', ')) urls.add(url.split(' ')[0] ?? '');
        urls.add(image?.url ?? 'none');
        urls.add(image?.onDemand ?? 'none');
      }
    };
    const ask = async () => {
      while (!done) {
        for (const url of [...urls]) {
          const response = await fetch(url, { headers: { accept: 'image/webp,*/*' } });
          const bytes = Buffer.from(await response.arrayBuffer());
          const whole = bytes.length === Number(response.headers.get('content-length'));
          const answer = whole ? response.status : -1;
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
        }
        await look();
      }
    };
    await look();
    const asking = [ask(), ask(), ask()];
    await work();
    await sleep(100);
    done = true;
    await Promise.all(asking);
    return answers;
  }

  it('has an image that is published in work again, and says so', async () => {
    const { id, contentId } = await givenPicture('again');
    const before = await show(id);
    const { media, userErrors } = await reprocess([id]);
    expect(userErrors).toEqual([]);
    expect(media).toEqual([{ ...before, progress: 0 }]);
    expect(await row(contentId)).toEqual({
      ...{ status: 'COMPLETED', recipe: 1, failedRecipe: null, attempts: 0, code: null, due: true },
    });
    await work(contentId);
    expect(await show(id)).toEqual(before);
    expect(await auditsOf(contentId)).toEqual(['content.complete', 'content.reprocess', 'content.complete']);
    expect(await brokenRows()).toEqual([]);
  });

  it('begins a failed image at its first try', async () => {
    const { id, contentId } = await givenPicture('failed');
    await app.db.query(
      `UPDATE content SET status = 'FAILED', recipe = NULL, facts = '{}', attempts = 4, failed_recipe = 1,
         error_code = 'TOO_HEAVY', error_message = 'Too heavy.' WHERE id = $1`,
      contentId,
    );
    const { media } = await reprocess([id]);
    expect(media).toMatchObject([{ status: 'PENDING', progress: 0, errors: [], image: null }]);
    expect(await row(contentId)).toMatchObject({ attempts: 0, failedRecipe: null, due: true });
    const [audit] = await app.db.query(
      `SELECT before, after FROM audit_log WHERE subject_id = $1 AND action = 'content.reprocess'`,
      contentId,
    );
    expect(audit).toEqual({ before: { status: 'FAILED', recipe: null, code: 'TOO_HEAVY' }, after: null });
    await work(contentId);
    expect(await show(id)).toMatchObject({ status: 'COMPLETED', progress: 1 });
  });

  it('does it once for several items over the same bytes, and leaves alone what is in work or needs none', async () => {
    const { id, contentId } = await givenPicture('shared');
    const bytes = new Blob([new Uint8Array(await picture('shared'))]);
    const { data } = await shop.owner.upload<UploadAnswer>(UPLOAD, bytes, 'copy.jpg', {
      onDuplicate: 'COPY',
    });
    const copy = data.mediaUpload.media?.id ?? '';
    expect(await contentOf(copy)).toBe(contentId);
    const { media } = await reprocess([copy, id, copy]);
    expect(media.map((item) => item.id)).toEqual([copy, id, copy]);
    expect((await auditsOf(contentId)).filter((action) => action === 'content.reprocess')).toHaveLength(1);

    const before = await rowsOf(app.db, shop.id);
    expect((await reprocess([id])).userErrors).toEqual([]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
    await workAll();
  });

  it('does all of it or nothing', async () => {
    const { id } = await givenPicture('whole');
    const before = await rowsOf(app.db, shop.id);
    const never = encodeId('Media', '00000000-0000-0000-0000-00000000000a');
    const { deletedMedia } = shop.references;
    expect(await reprocess([id, never, deletedMedia])).toEqual({
      media: [],
      userErrors: [{ code: 'NOT_FOUND', field: ['ids', '1'] }],
    });
    expect(await reprocess([deletedMedia, id])).toEqual({
      media: [],
      userErrors: [{ code: 'NOT_FOUND', field: ['ids', '0'] }],
    });
    const many = await shop.editor.ask(
      `mutation { mediaReprocess(ids: ${JSON.stringify(Array(251).fill(id))}) { media { id } } }`,
    );
    expect(many.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('has requests answered with whole files all the while, by the same recipe', async () => {
    const pictures = await Promise.all(['s1', 's2', 's3'].map(givenPicture));
    const ids = pictures.map(({ id }) => id);
    const answers = await whileRequested(ids, async () => {
      for (let round = 0; round < 3; round += 1) {
        await reprocess(ids);
        await workAll();
      }
    });
    expect([...answers.keys()]).toEqual([200]);
    expect(answers.get(200)).toBeGreaterThan(10);
    expect(await brokenRows()).toEqual([]);
  });

  it('has requests answered with whole files all the while a newer recipe takes over, by old URLs too', async () => {
    const pictures = await Promise.all(Array.from({ length: 6 }, (_, index) => givenPicture(`r${index}`)));
    const ids = pictures.map(({ id }) => id);
    const old = await Promise.all(ids.map(show));
    const sweep = (dryRun = false) =>
      findingsOf(sweepRecipes({ [MediaType.IMAGE]: 2 }), { ...app.platform, dryRun });
    const outdated = await sweep(true);
    expect(outdated.length).toBeGreaterThanOrEqual(ids.length);

    const answers = await whileRequested(ids, async () => {
      expect(await sweep()).toEqual(outdated);
      expect(await sweep()).toEqual([]);
      // A worker of the older version takes nothing that was made by a newer one, before or after.
      await Promise.all([workAll(2), workAll(2)]);
    });
    expect([...answers.keys()]).toEqual([200]);
    expect(await sweep()).toEqual([]);
    for (const [index, { id, contentId }] of pictures.entries()) {
      expect(await row(contentId)).toMatchObject({ status: 'COMPLETED', recipe: 2, due: false });
      const now = await show(id);
      expect(now.image?.url).not.toBe(old[index]?.image?.url);
      for (const url of [now.image?.url, old[index]?.image?.url]) {
        expect((await fetch(url ?? '', { redirect: 'manual' })).status).toBe(200);
      }
    }
    expect(await brokenRows()).toEqual([]);

    await reprocess(ids);
    await workAll(1);
    for (const { contentId } of pictures)
      expect(await row(contentId)).toMatchObject({ recipe: 2, due: true });
    await workAll(2);
  });

  it('queues outdated images a few at a time', async () => {
    await app.db.query('UPDATE content SET recipe = 9 WHERE recipe IS NOT NULL');
    await Promise.all(Array.from({ length: 45 }, () => givenMedia(app.db, shop.id)));
    await app.db.query('UPDATE content SET recipe = 10 WHERE recipe = 1');
    const sweep = (dryRun = false) =>
      findingsOf(sweepRecipes({ [MediaType.IMAGE]: 11 }), { ...app.platform, dryRun });
    const all = (await sweep(true)).length;
    expect(all).toBeGreaterThan(45);
    expect(await sweep()).toHaveLength(40);
    expect(await sweep()).toHaveLength(0);
    await app.db.query(`UPDATE content SET due_at = NULL, recipe = 11
      WHERE id IN (SELECT id FROM content WHERE due_at IS NOT NULL LIMIT 3)`);
    expect(await sweep()).toHaveLength(3);
    await app.db.query('UPDATE content SET due_at = NULL, recipe = 1 WHERE recipe IS NOT NULL');
  });

  describe('that fails for good', () => {
    /** A picture on show at an active product, whose original storage has lost. */
    async function givenLost(seed: string) {
      const given = await givenPicture(seed);
      const before = await show(given.id);
      const [{ key } = { key: '' }] = await app.db.query<{ key: string }>(
        'SELECT storage_key AS key FROM content WHERE id = $1',
        given.contentId,
      );
      await app.platform.storage.delete([key]);
      return { ...given, before };
    }

    it('leaves what was published, says why, and waits for the next recipe', async () => {
      const { id, contentId, before } = await givenLost('lost');
      const { productCreate } = await shop.owner.data<{
        productCreate: { product: { id: string; version: number } };
      }>(`mutation ($input: ProductInput!) { productCreate(input: $input) { product { id version } } }`, {
        input: { title: 'Lost', slug: 'lost', status: 'ACTIVE', media: [{ mediaId: id }] },
      });
      await reprocess([id]);
      await work(contentId);

      const errors = [{ code: 'CORRUPT_FILE', message: 'The stored file could not be read.' }];
      expect(await show(id)).toEqual({ ...before, errors });
      expect(await row(contentId)).toEqual({
        ...{ status: 'COMPLETED', recipe: 1, failedRecipe: 1, attempts: 1, code: 'CORRUPT_FILE', due: false },
      });
      expect((await fetch(before.image?.url ?? '')).status).toBe(200);
      expect(await auditsOf(contentId)).toEqual(['content.complete', 'content.reprocess', 'content.fail']);
      const { product } = await shop.anonymous.data<{ product: { primaryImage: { url: string } } }>(
        '{ product(slug: "lost") { primaryImage { url(transform: { format: WEBP }) } } }',
      );
      expect(product.primaryImage.url).toBe(before.image?.url);
      const { productUpdate } = await shop.owner.data<{ productUpdate: { userErrors: Fault[] } }>(
        `mutation ($id: ID!, $version: Int!) {
          productUpdate(id: $id, version: $version, input: { title: "Still" }) { userErrors { code field } } }`,
        productCreate.product,
      );
      expect(productUpdate.userErrors).toEqual([]);

      const what = (recipe: number) =>
        `content ${contentId} (recipe 1) is processed anew, by recipe ${recipe}`;
      const found = async (recipe: number) =>
        (
          await findingsOf(sweepRecipes({ [MediaType.IMAGE]: recipe }), { ...app.platform, dryRun: true })
        ).map((finding) => finding.what);
      expect(await found(2)).toContain(what(2));
      await reprocess([id]);
      await work(contentId, { recipe: 2 });
      expect(await row(contentId)).toMatchObject({ status: 'COMPLETED', recipe: 1, failedRecipe: 2 });
      expect(await found(2)).not.toContain(what(2));
      expect(await found(3)).toContain(what(3));
    });

    it('is given up by housekeeping as well, where its workers died', async () => {
      const { id, contentId } = await givenPicture('deadly');
      const before = await show(id);
      await reprocess([id]);
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        const dying = new AbortController();
        const died = work(contentId, { renderer: endless }, dying.signal).catch(() => undefined);
        while (!(await leased(contentId))) await sleep(10);
        expect(await row(contentId)).toMatchObject({
          status: 'COMPLETED',
          attempts: attempt,
          failedRecipe: 1,
        });
        expect(await show(id)).toEqual({ ...before, progress: 0 });
        await app.db.query(
          `UPDATE content SET due_at = now() - interval '1 second', leased_until = now() - interval '1 second'
           WHERE id = $1`,
          contentId,
        );
        expect(await findingsOf(requeueDueWork, app.platform)).toContainEqual(
          expect.objectContaining({ what: `content ${contentId} is queued again` }),
        );
        dying.abort();
        await died;
      }
      expect(await row(contentId)).toMatchObject({
        ...{ status: 'COMPLETED', recipe: 1, failedRecipe: 1, code: 'PROCESSING_FAILED', due: false },
      });
      expect(await show(id)).toEqual({
        ...before,
        errors: [expect.objectContaining({ code: 'PROCESSING_FAILED' }) as Fault],
      });
    });

    const endless = {
      render: (_path: string, _folder: string, { signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        ),
    };
    const leased = async (contentId: string) =>
      (
        await app.db.query<{ leased: boolean }>(
          'SELECT leased_until > now() AS leased FROM content WHERE id = $1',
          contentId,
        )
      )[0]?.leased;
  });

  it('leaves the files of whoever published alone, where a worker comes back without its lease', async () => {
    const { id, contentId } = await givenPicture('slow');
    await reprocess([id]);
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of app.platform.storage.list(`tenants/${shop.id}`)) {
        if (key.includes(contentId)) found.push(key);
      }
      return found.sort();
    };
    const slow = {
      render: async (...args: Parameters<ImageRenderer['render']>) => {
        const set = await renderer.render(...args);
        await app.db.query(
          `UPDATE content SET leased_until = now() - interval '1 second' WHERE id = $1`,
          contentId,
        );
        await work(contentId);
        return set;
      },
    };
    const before = await keys();
    await work(contentId, { renderer: slow });
    const named = await app.db.query<{ key: string }>(
      `SELECT storage_key AS key FROM rendition WHERE content_id = $1
       UNION SELECT storage_key FROM content WHERE id = $1
       UNION SELECT storage_key FROM discarded_file WHERE content_id = $1`,
      contentId,
    );
    expect(await keys()).toEqual(named.map(({ key }) => key).sort());
    expect(await keys()).toHaveLength(before.length + 6);
    expect(await brokenRows()).toEqual([]);
    expect(await auditsOf(contentId)).toEqual(['content.complete', 'content.reprocess', 'content.complete']);
    expect(await row(contentId)).toMatchObject({ status: 'COMPLETED', attempts: 2, due: false });
  });
});
