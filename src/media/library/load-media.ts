import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type Content } from '../content/content.entity';
import { type Media } from './media.entity';

/** A library item as it is read: without its words, which are there to be found by. */
export type LibraryItem = Omit<Media, 'search'>;

/** A library item with what its content says of it; what everyone works with who shows or uses media. */
export type MediaRow = LibraryItem &
  Pick<
    Content,
    | 'sha256'
    | 'mimeType'
    | 'storageKey'
    | 'status'
    | 'progress'
    | 'errorCode'
    | 'errorMessage'
    | 'recipe'
    | 'facts'
  >;

/** The columns of a LibraryItem, of media `m`. */
export const ITEM_COLUMNS = `
  m.workspace_id, m.id, m.content_id, m.media_type, m.byte_size, m.filename, m.alt, m.description, m.tags, m.folder,
  m.focal_x, m.focal_y, m.uploaded_by, m.version, m.created_at, m.updated_at, m.deleted_at`;

/** The columns of a MediaRow, of media `m` and its content `c`. */
export const MEDIA_COLUMNS = `${ITEM_COLUMNS},
  c.sha256, c.mime_type, c.storage_key, c.status, c.progress, c.error_code, c.error_message, c.recipe, c.facts`;

const LOAD = `
  SELECT ${MEDIA_COLUMNS}
  FROM media m
  JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  WHERE m.workspace_id = $1 AND m.id = ANY($2)`;

/** Library items by their ids, deleted ones too, in one statement; those that do not exist are left out. */
export async function loadMedia(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MediaRow>> {
  if (ids.length === 0) return new Map();
  const found = await rows.rows<MediaRow>(LOAD, ids);
  return new Map(found.map((media) => [media.id, media]));
}
