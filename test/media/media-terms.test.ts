import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { Media } from '../../src/media';
import { systemActor } from '../../src/platform/actor';
import { type Tx } from '../../src/platform/unit-of-work/transaction';
import { withClient } from '../support/cluster';
import { givenWorkspace } from '../support/factories';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { givenMedia } from './media-factories';

const MIGRATION = join(__dirname, '../../migrations/1763683208000-search');

/** What the library has, counted by looking at each item, beside what is kept of it. */
const BOTH = `
  SELECT 'term' AS what, t.kind || ' ' || t.name AS name, count(*)::integer AS looked_up,
         (SELECT sum(k.media_count)::integer FROM media_term k
          WHERE k.workspace_id = m.workspace_id AND k.kind = t.kind AND k.name = t.name) AS kept
  FROM media m, media_terms_of(m.workspace_id, m.folder, m.tags, m.search, m.deleted_at) AS t
  WHERE m.workspace_id = $1 GROUP BY m.workspace_id, t.kind, t.name
  UNION ALL
  SELECT 'tag', label, count(DISTINCT m.id)::integer,
         (SELECT count(*)::integer FROM media_tag k
          JOIN media i ON i.workspace_id = k.workspace_id AND i.id = k.media_id AND i.created_at = k.created_at
            AND k.tag = ANY(i.tags) AND i.deleted_at IS NULL
          WHERE k.workspace_id = m.workspace_id AND k.tag = label)
  FROM media m, unnest(m.tags) AS label
  WHERE m.workspace_id = $1 AND m.deleted_at IS NULL GROUP BY m.workspace_id, label
  ORDER BY what, name`;

const SUMS = `
  SELECT (SELECT sum(media_count)::integer FROM media_term WHERE workspace_id = $1) AS terms,
         (SELECT count(*)::integer FROM media_tag WHERE workspace_id = $1) AS tags`;

describe('what is kept of the library', () => {
  let db: TestDatabase;
  let workspaceId: string;
  let contentId: string;

  beforeAll(async () => {
    db = await createTestDatabase({ policies: 'production' });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    workspaceId = (await givenWorkspace(db)).id;
    const first = await givenMedia(db, workspaceId, {
      media: { filename: 'Beach2.jpg', tags: ['sea', 'sea'] },
    });
    contentId = first.contentId;
  });

  const write = <T>(work: (tx: Tx) => Promise<T>) =>
    db.unitOfWork.run({ workspaceId, actor: systemActor('test') }, work);
  const row = (filename: string, tags: string[] = [], folder = '') => ({
    ...{ id: uuid(), contentId, mediaType: 'IMAGE', byteSize: 1, filename, tags, folder },
  });
  const kept = async () =>
    Object.fromEntries(
      (
        await db.query<{ term: string; count: number }>(
          `SELECT kind || ' ' || name AS term, sum(media_count)::integer AS count FROM media_term
           WHERE workspace_id = $1 GROUP BY kind, name HAVING sum(media_count) <> 0`,
          workspaceId,
        )
      ).map(({ term, count }) => [term, count]),
    );

  /** Every count is what a look at each item gives, and nothing is kept beside. */
  async function expectTruth(): Promise<void> {
    const both = await db.query<{ what: string; looked_up: number; kept: number | null }>(BOTH, workspaceId);
    expect(both.map(({ kept: count }) => count)).toEqual(both.map(({ looked_up: count }) => count));
    const sumOf = (what: string) =>
      both.filter((each) => each.what === what).reduce((sum, { looked_up: count }) => sum + count, 0);
    const [sums] = await db.query<{ terms: number | null; tags: number }>(SUMS, workspaceId);
    expect({ terms: sums?.terms ?? 0, tags: sums?.tags }).toEqual({
      terms: sumOf('term'),
      tags: sumOf('tag'),
    });
  }

  it('is its folders, its tags, and its words without digits, each item once', async () => {
    expect(await kept()).toEqual({
      'folder ': 1,
      'tag sea': 1,
      'word beach': 1,
      'word jpg': 1,
      'word sea': 1,
    });
    await expectTruth();
  });

  it('follows every change: of texts, of tags, of the folder, deletion and the way back', async () => {
    const media = row('Sunset.jpg', ['sand dune', 'sea'], 'trips/sea');
    await write((tx) => tx.insert(Media, media as never));
    await expectTruth();
    for (const change of [
      { filename: 'Sunrise.png' },
      { tags: ['sea', 'surf'], folder: '' },
      { deletedAt: new Date() },
      { tags: [], alt: 'while it is deleted' },
      { deletedAt: null, tags: ['back'] },
      { createdAt: new Date(0) },
      { version: 2 },
    ]) {
      await write((tx) => tx.update(Media, { id: media.id }, change));
      await expectTruth();
    }
    expect(await kept()).toMatchObject({ 'tag back': 1, 'word deleted': 1, 'word jpg': 1, 'word png': 1 });
    await write((tx) => tx.delete(Media, { id: media.id }));
    await expectTruth();
    expect(await kept()).not.toHaveProperty('tag back');
  });

  it('leaves no row for what nothing has any more', async () => {
    await write((tx) => tx.rows('DELETE FROM media WHERE workspace_id = $1'));
    expect(await db.query('SELECT * FROM media_term WHERE workspace_id = $1', workspaceId)).toEqual([]);
    expect(await db.query('SELECT * FROM media_tag WHERE workspace_id = $1', workspaceId)).toEqual([]);
  });

  it('lets nobody wait: two add the same words while neither has committed', async () => {
    let arrived = 0;
    let letGo: () => void = () => undefined;
    const bothThere = new Promise<void>((resolve) => (letGo = resolve));
    const add = () =>
      write(async (tx) => {
        await tx.insert(Media, row('Beach.jpg', ['sea'], '') as never);
        arrived += 1;
        if (arrived === 3) letGo();
        await bothThere;
      });
    await Promise.all([add(), add(), add()]);
    expect(arrived).toBe(3);
    expect(await kept()).toMatchObject({ 'tag sea': 4, 'word beach': 4, 'folder ': 4 });
    await expectTruth();
  });

  it('stays true while many change many items at once', async () => {
    const words = ['sea', 'sand', 'sun', 'surf', 'Sail', 'salt7'];
    const some = () => words.filter(() => Math.random() < 0.5);
    const changes = Array.from({ length: 60 }, (_, number) =>
      write(async (tx) => {
        const media = [1, 2, 3].map(() => row(`${some().join('_')}${number}.jpg`, some(), some()[0] ?? ''));
        await tx.insert(Media, media as never);
        await tx.rows(
          `UPDATE media SET tags = $2, deleted_at = CASE WHEN random() < 0.2 THEN now() END
           WHERE workspace_id = $1 AND id = ANY (SELECT id FROM media WHERE workspace_id = $1 ORDER BY random() LIMIT 2
                                                 FOR UPDATE SKIP LOCKED)`,
          some(),
        );
        if (number % 3 === 0) await tx.delete(Media, { id: media[0]?.id ?? '' });
        if (number % 7 === 0) throw new Error('and some of it is undone');
      }).catch((error: unknown) => expect(String(error)).toContain('undone')),
    );
    await Promise.all(changes);
    await expectTruth();
  });

  it('is made of a library that is there when the tables are', async () => {
    await write((tx) =>
      tx.insert(Media, [
        row('Sunset.jpg', ['sea', 'sky'], 'a'),
        { ...row('Gone.jpg', ['sky']), deletedAt: new Date() },
      ] as never),
    );
    const all = () =>
      db.query(
        `SELECT workspace_id, kind, name, sum(media_count) FROM media_term GROUP BY 1, 2, 3
         UNION ALL SELECT workspace_id, tag, media_id::text, 1 FROM media_tag ORDER BY 1, 2, 3`,
      );
    const before = await all();
    await withClient(db.ownerUrl, async (owner) => {
      for (const way of ['down', 'up']) await owner.query(readFileSync(`${MIGRATION}.${way}.sql`, 'utf8'));
    });
    expect(await all()).toEqual(before);
    expect(before.length).toBeGreaterThan(10);
  });
});
