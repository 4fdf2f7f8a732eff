import { DataSource } from 'typeorm';
import { ENTITIES } from '../src/modules';
import { createTestDatabase, type TestDatabase } from './support/test-database';

describe('the migrated schema', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase({ policies: 'production' });
  });
  afterAll(() => db.close());

  it('is exactly what the entities say', async () => {
    const source = new DataSource({ type: 'postgres', url: db.ownerUrl, entities: [...ENTITIES] as never[] });
    await source.initialize();
    const pending = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(pending.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('guards every table that has a workspace by row security, for its owner too', async () => {
    const unguarded = await db.query<{ relname: string }>(`
      SELECT c.relname FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`);
    expect(unguarded).toEqual([]);
  });

  it('has the workspace in every primary key and every foreign key', async () => {
    const holes = await db.query<{ conname: string }>(`
      SELECT con.conname FROM pg_constraint con
      JOIN pg_class c ON c.oid = con.conrelid AND c.relnamespace = 'public'::regnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
      WHERE con.contype IN ('p', 'f') AND NOT a.attnum = ANY (con.conkey) AND c.relname <> 'outbox_event'`);
    expect(holes).toEqual([]);
  });
});
