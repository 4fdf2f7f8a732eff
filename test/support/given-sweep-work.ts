import { v7 as uuid } from 'uuid';
import { MediaStatus } from '../../src/media';
import { decodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from './factories';
import { givenImport } from './given-imports';
import { type Shop } from './shop';
import { type TestDatabase } from './test-database';

/** Something for every sweep to change in a shop, whose storage is not empty; returns what is to change, by what it is. */
export async function givenSweepWork(db: TestDatabase, { id, references }: Shop) {
  const attached = await givenMedia(db, id);
  await db.query(
    `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
     VALUES ($1, $2, 'product', $2, 'gallery', 0, $3)`,
    ...[id, uuid(), attached],
  );
  const [outdated, hopeless, abandoned] = [
    await givenMedia(db, id),
    await givenMedia(db, id, { status: MediaStatus.PENDING }),
    await givenMedia(db, id, { status: MediaStatus.PROCESSING }),
  ];
  const change = (values: string, mediaId: string) =>
    db.query(`UPDATE content SET ${values} WHERE id = (SELECT content_id FROM media WHERE id = $1)`, mediaId);
  await change('recipe = 0', outdated);
  await change("attempts = 99, due_at = now() - interval '1 hour'", hopeless);
  await change(
    `attempts = 1, due_at = now() - interval '1 hour', progress = 0.5, lease_id = id, leased_until = due_at`,
    abandoned,
  );
  const binned = await db.query<{ id: string }>(
    "UPDATE media SET deleted_at = now() - interval '1 year' WHERE deleted_at IS NOT NULL RETURNING id",
  );

  const requestedBy = decodeId('User', references.user) ?? '';
  const overdue = { status: 'RUNNING', due_at: new Date(0), lease_id: uuid(), leased_until: new Date(0) };
  const hopelessImport = await givenImport(db, id, requestedBy, { ...overdue, attempts: 99 });
  const abandonedImport = await givenImport(db, id, requestedBy, { ...overdue, attempts: 1, progress: 0.5 });
  await givenImport(db, id, requestedBy, { status: 'COMPLETED', due_at: null, finished_at: new Date(0) });
  return {
    binned: binned.map((media) => media.id),
    outdated,
    hopeless,
    abandoned,
    hopelessImport,
    abandonedImport,
  };
}
