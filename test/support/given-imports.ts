import { v7 as uuid } from 'uuid';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { type TestDatabase } from './test-database';

/** An import as it is when it was just asked for, unless its columns say otherwise; returns its id. */
export async function givenImport(
  db: TestDatabase,
  workspaceId: string,
  requestedBy: string,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = uuid();
  const row = {
    ...{ workspace_id: workspaceId, id, requested_by: requestedBy },
    ...{ source_kind: 'url', source: 'https://example.com/picture.jpg', on_duplicate: 'REUSE' },
    ...columns,
  };
  const names = Object.keys(row);
  await db.query(
    `INSERT INTO media_import (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    ...Object.values(row),
  );
  return id;
}

/** An import that brought a picture, and one that brought none. */
export async function givenImports(
  db: TestDatabase,
  id: string,
  ownerId: string,
  media: string,
  slug: string,
) {
  const ended = {
    ...{ source: `https://${slug}.example.com/picture.jpg`, filename: `${slug} import` },
    ...{ due_at: null, finished_at: new Date() },
  };
  const [completed, failed] = await Promise.all([
    givenImport(db, id, ownerId, {
      ...{ ...ended, status: 'COMPLETED', progress: 1 },
      ...{ media_id: decodeId('Media', media), deduplicated: true },
    }),
    givenImport(db, id, ownerId, {
      ...{ ...ended, status: 'FAILED', error_code: 'FETCH_FAILED', error_message: `${slug} import` },
    }),
  ]);
  return {
    completedImport: encodeId('MediaImport', completed),
    failedImport: encodeId('MediaImport', failed),
  };
}
