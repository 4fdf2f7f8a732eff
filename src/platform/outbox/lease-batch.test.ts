import pino from 'pino';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { OutboxRelay } from './outbox-relay';

describe('the batch that a relay leases', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());

  it('has its size, whatever the planner believes about the outbox', async () => {
    const { id: workspaceId } = await givenWorkspace(db);
    const fill = (count: number) =>
      db.query(
        `INSERT INTO outbox_event (id, workspace_id, name, payload)
         SELECT uuidv7(), $1, 'nobody.wants', '{}' FROM generate_series(1, $2::integer)`,
        workspaceId,
        count,
      );
    // As autovacuum leaves it after a busy hour: room for many and all but empty, so that the planner expects as few.
    await fill(10_000);
    await db.query('DELETE FROM outbox_event');
    await fill(1);
    await db.query('VACUUM ANALYZE outbox_event');
    await fill(2_999);

    const relay = new OutboxRelay(db.database, () => Promise.resolve(), pino({ level: 'silent' }));
    expect(await relay.relayBatch()).toBe(100);
    expect(await db.query('SELECT count(*)::integer AS left FROM outbox_event')).toEqual([{ left: 2_900 }]);
  });
});
