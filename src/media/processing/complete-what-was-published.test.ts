import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '../../../test/support/cluster';
import { givenMedia, givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { MediaStatus } from '../media-type';

const MIGRATIONS = join(__dirname, '../../../migrations');

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ policies: 'production' });
});
afterAll(() => db.close());

/** Runs a migration as its owner does. */
const run = (file: string) =>
  withClient(db.ownerUrl, async (client) => {
    await client.query(await readFile(join(MIGRATIONS, `${file}.sql`), 'utf8'));
  });

const contents = () => db.query('SELECT status, recipe FROM content ORDER BY status, recipe');

test('what was in work again, or had failed then, is COMPLETED from the migration on, and stays so', async () => {
  await run('1763683206500-reprocessing.down');
  for (const { id } of [await givenWorkspace(db), await givenWorkspace(db)]) {
    await givenMedia(db, id, { status: MediaStatus.PENDING });
    await givenMedia(db, id, { status: MediaStatus.FAILED });
    await givenMedia(db, id);
    await db.query("UPDATE content SET status = 'FAILED' WHERE recipe = 1 AND workspace_id = $1", id);
  }
  await run('1763683206500-reprocessing.up');
  expect(await contents()).toEqual([
    { status: 'COMPLETED', recipe: 1 },
    { status: 'COMPLETED', recipe: 1 },
    { status: 'FAILED', recipe: null },
    { status: 'FAILED', recipe: null },
    { status: 'PENDING', recipe: null },
    { status: 'PENDING', recipe: null },
  ]);
  await expect(db.query("UPDATE content SET status = 'FAILED' WHERE recipe = 1")).rejects.toThrow(
    'content_published',
  );
  expect(
    await db.query("SELECT relforcerowsecurity AS forced FROM pg_class WHERE relname = 'content'"),
  ).toEqual([{ forced: true }]);
});
