import { type Database } from '../../platform/database/database';
import { type OriginalPath, type RenditionPath } from './delivery-path';

export interface StoredRendition {
  readonly format: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
  readonly createdAt: Date;
  /** Of the content: whether it moves, in those of its formats that can. */
  readonly animated: boolean;
}

export interface StoredOriginal {
  readonly mimeType: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
  readonly createdAt: Date;
}

const RENDITIONS = `
  SELECT r.format, r.byte_size, r.sha256, r.storage_key, r.created_at,
         coalesce((c.facts ->> 'animated')::boolean, false) AS animated
  FROM rendition r
  JOIN content c ON c.workspace_id = r.workspace_id AND c.id = r.content_id
  WHERE r.workspace_id = $1 AND r.content_id = $2 AND r.recipe = $3 AND r.transform = $4
    AND c.workspace_id = $1 AND c.id = $2 AND c.state = 'live'`;

const ORIGINAL = `
  SELECT mime_type, byte_size, sha256, storage_key, created_at
  FROM content
  WHERE workspace_id = $1 AND id = $2 AND state = 'live'`;

/** What is stored of one transform, a row for each format; nothing unless the content is live. */
export function findRenditions(database: Database, path: RenditionPath): Promise<StoredRendition[]> {
  const { workspaceId, contentId, recipe, transform } = path;
  return database.workspace(workspaceId).rows<StoredRendition>(RENDITIONS, contentId, recipe, transform);
}

/** The upload itself; undefined unless the content is live. */
export function findOriginal(database: Database, path: OriginalPath): Promise<StoredOriginal | undefined> {
  return database.workspace(path.workspaceId).row<StoredOriginal>(ORIGINAL, path.contentId);
}
