import { randomUUID } from 'node:crypto';
import { givenMedia, givenUser, givenWorkspace } from '../../../test/support/factories';
import { findingsOf } from '../../../test/support/findings-of';
import { givenImport } from '../../../test/support/given-imports';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { requeueDueImports } from './requeue-imports';
import { sweepFinishedImports } from './sweep-imports';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const DAY = 24 * 3_600;

let db: TestDatabase;
let workspaceId: string;
let requesterId: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('DELETE FROM outbox_event');
  await db.query('DELETE FROM media_import');
  workspaceId = (await givenWorkspace(db)).id;
  requesterId = (await givenUser(db, workspaceId)).id;
});

const given = (columns: Readonly<Record<string, unknown>>) =>
  givenImport(db, workspaceId, requesterId, columns);
const imports = () => db.query('SELECT * FROM media_import ORDER BY id');
const audits = (id: string) =>
  db.query('SELECT action, actor_name, after FROM audit_log WHERE subject_id = $1', id);
const queued = async () => {
  const events = await db.query<{ id: string }>(
    `SELECT payload ->> 'importId' AS id FROM outbox_event WHERE name = 'media.import.requested'
     ORDER BY outbox_event.id`,
  );
  return events.map(({ id }) => id);
};

describe('imports that are due', () => {
  const run = async (options = {}) =>
    (await findingsOf(requeueDueImports, { ...db, ...options })).map(({ what }) => what);
  const found = (id: string) => `import ${id} is queued again`;

  it('are those that a dead worker left and that wait for a try, and no others', async () => {
    const left = await given({
      ...{ status: 'RUNNING', progress: 0.5, attempts: 1, due_at: ago(60) },
      ...{ lease_id: randomUUID(), leased_until: ago(60) },
    });
    const waiting = await given({ due_at: ago(1) });
    const alive = { status: 'RUNNING', due_at: ago(-30), lease_id: randomUUID(), leased_until: ago(-30) };
    await given(alive);
    await given({ status: 'FAILED', due_at: null, finished_at: ago(60) });

    expect(await run()).toEqual([found(left), found(waiting)]);
    expect(await queued()).toEqual([left, waiting]);
    expect(
      await db.query(
        `SELECT status, progress, attempts, lease_id, leased_until, due_at > now() AS later
         FROM media_import WHERE id = $1`,
        left,
      ),
    ).toEqual([
      { status: 'PENDING', progress: 0, attempts: 1, lease_id: null, leased_until: null, later: true },
    ]);
    expect(await run()).toEqual([]);
  });

  it('are only named in a dry run', async () => {
    const waiting = await given({ due_at: ago(1) });
    const worn = await given({ due_at: ago(60), attempts: 4 });
    const before = await imports();
    expect(await run({ dryRun: true })).toEqual([found(worn), found(waiting)]);
    expect(await imports()).toEqual(before);
    expect(await queued()).toEqual([]);
    expect(await audits(worn)).toEqual([]);
  });

  it('have failed where they were tried four times', async () => {
    const id = await given({ status: 'RUNNING', attempts: 4, due_at: ago(1), lease_id: randomUUID() });
    expect(await run()).toHaveLength(1);
    expect(await queued()).toEqual([]);
    expect(await imports()).toMatchObject([
      { status: 'FAILED', error_code: 'FETCH_FAILED', due_at: null, lease_id: null, media_id: null },
    ]);
    expect(await audits(id)).toEqual([
      {
        ...{ action: 'mediaImport.fail', actor_name: 'sweep:due-imports' },
        after: { status: 'FAILED', code: 'FETCH_FAILED', attempt: 4 },
      },
    ]);
  });

  it('are queued once, however many look at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => given({ due_at: ago(1) })));
    await Promise.all([run(), run(), run()]);
    expect((await queued()).sort()).toEqual([...ids].sort());
  });

  it('keep no other waiting where one cannot be queued', async () => {
    const stuck = await given({ due_at: ago(60) });
    const waiting = await given({ due_at: ago(1) });
    await db.query(`
      CREATE FUNCTION refuse_stuck() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
      CREATE TRIGGER refuse_stuck BEFORE UPDATE ON media_import FOR EACH ROW
        WHEN (OLD.id = '${stuck}') EXECUTE FUNCTION refuse_stuck()`);
    try {
      expect(await run()).toEqual([found(waiting)]);
    } finally {
      await db.query('DROP TRIGGER refuse_stuck ON media_import');
    }
    expect(await run()).toEqual([found(stuck)]);
    expect(await queued()).toEqual([waiting, stuck]);
  });

  it('wait for the next run where this one is told to end', async () => {
    await given({ due_at: ago(1) });
    expect(await run({ signal: AbortSignal.abort() })).toEqual([]);
    expect(await queued()).toEqual([]);
  });
});

describe('imports that ended long ago', () => {
  const run = async (options = {}) =>
    (await findingsOf(sweepFinishedImports, { ...db, ...options })).map(({ what }) => what.split(' ')[1]);

  it('are forgotten, and what they brought stays', async () => {
    const media = await givenMedia(db, workspaceId);
    const old = { due_at: null, finished_at: ago(30 * DAY + 60) };
    const failed = await given({ ...old, status: 'FAILED' });
    const completed = await given({ ...old, status: 'COMPLETED', media_id: media, deduplicated: false });
    const young = await given({ status: 'FAILED', due_at: null, finished_at: ago(30 * DAY - 60) });
    const unfinished = await given({ created_at: ago(60 * DAY) });
    const before = await imports();

    expect((await run({ dryRun: true })).sort()).toEqual([failed, completed].sort());
    expect(await imports()).toEqual(before);
    expect((await run()).sort()).toEqual([failed, completed].sort());
    expect(await imports()).toMatchObject([{ id: young }, { id: unfinished }]);
    expect(await db.query('SELECT id FROM media WHERE workspace_id = $1', workspaceId)).toEqual([
      { id: media },
    ]);
    expect(await run()).toEqual([]);
  });

  it('are forgotten page by page, those of one moment too', async () => {
    const old = { status: 'FAILED', due_at: null, finished_at: ago(31 * DAY) };
    const ids = await Promise.all(Array.from({ length: 205 }, () => given(old)));
    expect((await run({ dryRun: true })).sort()).toEqual([...ids].sort());
    expect(await run()).toHaveLength(205);
    expect(await imports()).toEqual([]);
  });
});
