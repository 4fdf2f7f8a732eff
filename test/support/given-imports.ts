import { v7 as uuid } from 'uuid';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { type TestDatabase } from './test-database';

/** An import that brought a picture, and one that brought none. */
export async function givenImports(
  db: TestDatabase,
  id: string,
  ownerId: string,
  media: string,
  slug: string,
) {
  const [completed, failed] = [uuid(), uuid()];
  await db.query(
    `INSERT INTO media_import (workspace_id, id, source_kind, source, filename, details, on_duplicate, requested_by,
       status, progress, due_at, error_code, error_message, media_id, deduplicated, finished_at)
     VALUES ($1, $2, 'url', $5, $6, '{}', 'REUSE', $4, 'COMPLETED', 1, NULL, NULL, NULL, $7, true, now()),
            ($1, $3, 'url', $5, $6, '{}', 'REUSE', $4, 'FAILED', 0, NULL, 'FETCH_FAILED', $6, NULL, NULL, now())`,
    ...[id, completed, failed, ownerId, `https://${slug}.example.com/picture.jpg`, `${slug} import`],
    decodeId('Media', media),
  );
  return {
    completedImport: encodeId('MediaImport', completed),
    failedImport: encodeId('MediaImport', failed),
  };
}
