import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type MediaImport } from './media-import.entity';

/** An import as the API shows it: it names its GraphQL type. */
export type ShownImport = Pick<
  MediaImport,
  'id' | 'source' | 'status' | 'progress' | 'errorCode' | 'errorMessage' | 'mediaId' | 'deduplicated'
> & { readonly __typename: 'MediaImport' };

const LOAD = `
  SELECT id, source, status, progress, error_code, error_message, media_id, deduplicated
  FROM media_import WHERE workspace_id = $1 AND id = ANY($2)`;

/** Imports in the order of their ids, null for those that do not exist. */
export async function loadImports(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<(ShownImport | null)[]> {
  if (ids.length === 0) return [];
  const found = await rows.rows<ShownImport>(LOAD, ids);
  const byId = new Map(found.map((row) => [row.id, { ...row, __typename: 'MediaImport' as const }]));
  return ids.map((id) => byId.get(id) ?? null);
}
