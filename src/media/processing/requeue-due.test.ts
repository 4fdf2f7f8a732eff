import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { findingsOf } from '../../../test/support/findings-of';
import { requeueDueWork } from './requeue-due';

describe('requeueing work that is due', () => {
  let db: TestDatabase;
  let workspaceId: string;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('DELETE FROM outbox_event');
    await db.query('DELETE FROM content');
    workspaceId = (await givenWorkspace(db)).id;
  });

  /** A content with an image to be made; due since so many seconds, or in so many where that is negative. */
  async function givenContent(dueSince: number, columns: Record<string, unknown> = {}): Promise<string> {
    const id = uuid();
    const row = {
      workspace_id: workspaceId,
      id,
      sha256: randomBytes(32),
      byte_size: 100,
      media_type: 'IMAGE',
      mime_type: 'image/jpeg',
      storage_key: id,
      due_at: new Date(Date.now() - dueSince * 1_000),
      ...columns,
    };
    const names = Object.keys(row);
    await db.query(
      `INSERT INTO content (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      ...Object.values(row),
    );
    return id;
  }
  const run = async (options = {}) => (await findingsOf(requeueDueWork, { ...db, ...options })).length;
  const queued = async () =>
    (
      await db.query<{ name: string; content: string }>(
        `SELECT name, payload ->> 'contentId' AS content FROM outbox_event WHERE name = 'content.stored' ORDER BY id`,
      )
    ).map(({ content }) => content);

  it('queues what a dead worker left and what waits for its next try, and nothing that is not due yet', async () => {
    const left = await givenContent(60, {
      status: 'PROCESSING',
      progress: 0.5,
      attempts: 1,
      lease_id: randomUUID(),
      leased_until: new Date(Date.now() - 60_000),
    });
    const waiting = await givenContent(1);
    await givenContent(-30, { status: 'PROCESSING', leased_until: new Date(Date.now() + 30_000) });

    expect(await run()).toBe(2);
    expect(await queued()).toEqual([left, waiting]);
    expect(
      await db.query(
        `SELECT status, progress, attempts, lease_id, leased_until, due_at > now() AS later FROM content WHERE id = $1`,
        left,
      ),
    ).toEqual([
      { status: 'PENDING', progress: 0, attempts: 1, lease_id: null, leased_until: null, later: true },
    ]);
    expect(await run()).toBe(0);
  });

  it('only says what it would queue, in a dry run', async () => {
    const waiting = await givenContent(1);
    const before = await db.query('SELECT * FROM content');
    expect(await findingsOf(requeueDueWork, { ...db, dryRun: true })).toEqual([
      { workspaceId, what: `content ${waiting} is queued again` },
    ]);
    expect(await db.query('SELECT * FROM content')).toEqual(before);
    expect(await queued()).toEqual([]);
  });

  it('looks again the later, the more waits', async () => {
    await Promise.all(Array.from({ length: 30 }, () => givenContent(1)));
    expect(await run()).toBe(30);
    const far = `SELECT count(*)::int AS contents FROM content WHERE due_at > now() + interval '75 seconds'`;
    expect(await db.query(far)).toEqual([{ contents: 30 }]);
  });

  it('ends with a reason what was tried too often', async () => {
    const id = await givenContent(1, { status: 'PROCESSING', attempts: 4 });
    expect(await run()).toBe(1);
    expect(await queued()).toEqual([]);
    expect(await db.query('SELECT status, due_at, error_code FROM content WHERE id = $1', id)).toEqual([
      { status: 'FAILED', due_at: null, error_code: 'PROCESSING_FAILED' },
    ]);
  });

  it('leaves alone what is being deleted, so that it keeps nothing else waiting', async () => {
    await givenContent(60, { state: 'deleting' });
    const waiting = await givenContent(1);
    expect(await run()).toBe(1);
    expect(await queued()).toEqual([waiting]);
    expect(await run()).toBe(0);
  });

  it('queues the others where one cannot be', async () => {
    const stuck = await givenContent(60);
    const waiting = await givenContent(1);
    await db.query(`
      CREATE FUNCTION refuse_stuck() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
      CREATE TRIGGER refuse_stuck BEFORE UPDATE ON content FOR EACH ROW
        WHEN (OLD.id = '${stuck}') EXECUTE FUNCTION refuse_stuck()`);
    try {
      await run();
      expect(await queued()).toEqual([waiting]);
    } finally {
      await db.query('DROP TRIGGER refuse_stuck ON content');
    }
    expect(await run()).toBe(1);
    expect(await queued()).toEqual([waiting, stuck]);
  });

  it('ends early when it is told to', async () => {
    const waiting = await givenContent(1);
    expect(await run({ signal: AbortSignal.abort() })).toBe(0);
    expect(await queued()).toEqual([]);
    expect(await run()).toBe(1);
    expect(await queued()).toEqual([waiting]);
  });

  it('queues each once, however many look at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => givenContent(1)));
    await Promise.all([run(), run(), run()]);
    expect((await queued()).sort()).toEqual([...ids].sort());
  });
});
