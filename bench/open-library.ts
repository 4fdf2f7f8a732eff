import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolders, listTags } from '../src/media/library/list-terms';
import { migrateVitrine } from '../src/migrate';
import { MODULES } from '../src/modules';
import { createDataSource } from '../src/platform/database/data-source';
import { Database } from '../src/platform/database/database';
import { startEmbeddedPostgres } from '../src/platform/database/embedded';
import { type WorkspaceRows } from '../src/platform/database/workspace-rows';
import { entitiesOf } from '../src/platform/module';
import { fillLibrary } from './fill-library';

/** A made-up library in a PostgreSQL of its own. */
export interface Library {
  readonly rows: WorkspaceRows;
  /** What it has most of, for lists to be asked for. */
  readonly folder: string;
  readonly tag: string;
  readonly uploadedBy: string;
  close(): Promise<void>;
}

/** The one workspace that each has, so that what was filled is found again. */
const WORKSPACE_ID = '00000000-0000-7000-8000-000000000001';

const MOST_UPLOADS = `
  SELECT uploaded_by AS id FROM media WHERE workspace_id = $1
  GROUP BY uploaded_by ORDER BY count(*) DESC LIMIT 1`;

/** Opens the library of a directory; fills one of so many items where there is none. `report` hears how far that is. */
export async function openLibrary(
  directory: string,
  items: number,
  report: (filled: number) => void,
): Promise<Library> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const { appUrl: url, ownerUrl } = postgres;
  await migrateVitrine({ ownerUrl, appUrl: url });
  const source = createDataSource({
    url,
    entities: entitiesOf(MODULES),
    poolSize: 2,
    onPoolError: () => undefined,
  });
  await source.initialize();
  const rows = new Database(source).workspace(WORKSPACE_ID);
  if (!(await rows.row('SELECT id FROM media WHERE workspace_id = $1 LIMIT 1')))
    await fillLibrary(ownerUrl, WORKSPACE_ID, items, report);
  const folders = (await listFolders(rows)).toSorted((a, b) => b.mediaCount - a.mediaCount);
  return {
    rows,
    folder: folders.find(({ name }) => name !== '')?.name ?? '',
    tag: (await listTags(rows, null, 1))[0] ?? '',
    uploadedBy: (await rows.row<{ id: string }>(MOST_UPLOADS))?.id ?? '',
    close: async () => {
      await source.destroy();
      await postgres.stop();
    },
  };
}
