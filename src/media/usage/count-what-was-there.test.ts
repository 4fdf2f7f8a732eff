import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '../../../test/support/cluster';
import { givenMedia, givenUser, givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';

const MIGRATIONS = join(__dirname, '../../../migrations');

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase({ policies: 'production' });
});
afterAll(() => db.close());

/** Runs migrations as their owner does. */
async function run(...files: string[]): Promise<void> {
  await withClient(db.ownerUrl, async (client) => {
    for (const file of files) await client.query(await readFile(join(MIGRATIONS, `${file}.sql`), 'utf8'));
  });
}

test('what was stored before there were quotas is counted by the migration that brings them', async () => {
  await run('1763683209500-processed-bytes.down', '1763683209000-usage.down');
  const [{ id: here }, { id: there }] = [await givenWorkspace(db), await givenWorkspace(db)];
  const { id: userId } = await givenUser(db, here);
  const mediaId = await givenMedia(db, here);
  await givenMedia(db, here);
  await givenMedia(db, there);
  await db.query('UPDATE media SET uploaded_by = $2 WHERE id = $1', mediaId, userId);
  await db.query(
    `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256, storage_key)
     SELECT workspace_id, content_id, 1, 't', format, 1, 1, 7, sha256('x'), format FROM media, unnest('{webp,jpg}'::text[]) AS format
     WHERE id = $1`,
    mediaId,
  );

  await run('1763683209000-usage.up', '1763683209500-processed-bytes.up');

  const tallies = await db.query(
    'SELECT workspace_id, owner_id, used_bytes::int AS bytes FROM storage_tally',
  );
  expect(new Set(tallies)).toEqual(
    new Set([
      { workspace_id: here, owner_id: here, bytes: 214 },
      { workspace_id: here, owner_id: userId, bytes: 100 },
      { workspace_id: there, owner_id: there, bytes: 100 },
    ]),
  );
  expect(await db.query('SELECT processed_bytes::int AS bytes FROM content ORDER BY 1')).toEqual([
    { bytes: 0 },
    { bytes: 0 },
    { bytes: 14 },
  ]);
});
