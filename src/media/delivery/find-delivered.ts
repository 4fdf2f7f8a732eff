import { type Database } from '../../platform/database/database';
import { type ImageFacts } from '../content/content.entity';
import { type MediaType } from '../media-type';
import { type OriginalPath, type RenditionPath } from './delivery-path';

export interface StoredRendition {
  readonly format: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
  readonly createdAt: Date;
  /** When it was last delivered, to the hour; null where it was not made on demand. */
  readonly usedAt: Date | null;
}

/** A picture that may be shown, and what is stored of one transform of it. */
export interface DeliveredPicture {
  /** The recipe whose outputs are published. */
  readonly currentRecipe: number;
  readonly facts: ImageFacts;
  readonly mediaType: MediaType;
  readonly contentSha256: Buffer;
  readonly originalKey: string;
  /** One for each format that there is. */
  readonly renditions: readonly StoredRendition[];
}

export interface StoredOriginal {
  /** With its charset, where it is a text. */
  readonly mimeType: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
  readonly createdAt: Date;
}

const IS_LIVE = "c.workspace_id = $1 AND c.id = $2 AND c.state = 'live'";

/** Some item of the library that is not deleted is about it. */
const IS_IN_LIBRARY = `EXISTS (
    SELECT FROM media m WHERE m.workspace_id = $1 AND m.content_id = $2 AND m.deleted_at IS NULL)`;

/** Somebody outside of the library shows it as it was. */
const IS_PINNED = 'EXISTS (SELECT FROM content_pin p WHERE p.workspace_id = $1 AND p.content_id = $2)';

const PICTURE = `
  SELECT c.recipe AS current_recipe, c.facts, c.media_type, c.sha256 AS content_sha256, c.storage_key AS original_key,
         r.format, r.byte_size, r.sha256, r.storage_key, r.created_at, r.used_at
  FROM content c
  LEFT JOIN rendition r ON r.workspace_id = $1 AND r.content_id = $2 AND r.recipe = $3 AND r.transform = $4
  WHERE ${IS_LIVE} AND (${IS_IN_LIBRARY} OR ${IS_PINNED}) AND c.media_type = 'IMAGE' AND c.recipe IS NOT NULL`;

// A pin shows pictures that were made of an upload, never the upload: what that tells besides goes with its item.
const ORIGINAL = `
  SELECT concat_ws('; charset=', c.mime_type, CASE WHEN c.mime_type LIKE 'text/%' THEN c.facts ->> 'charset' END)
           AS mime_type,
         c.byte_size, c.sha256, c.storage_key, c.created_at
  FROM content c
  WHERE ${IS_LIVE} AND ${IS_IN_LIBRARY}`;

type PictureRow = Omit<DeliveredPicture, 'renditions'> &
  Omit<StoredRendition, 'format'> & { readonly format: string | null };

/** A processed picture with what is stored of one transform; null unless it is in the library or pinned. */
export async function findPicture(
  database: Database,
  { workspaceId, contentId, recipe, transform }: RenditionPath,
): Promise<DeliveredPicture | null> {
  const rows = await database.workspace(workspaceId).rows<PictureRow>(PICTURE, contentId, recipe, transform);
  const [first] = rows;
  if (!first) return null;
  const renditions = rows.flatMap((row) => (row.format === null ? [] : [{ ...row, format: row.format }]));
  return { ...first, renditions };
}

/** The upload itself; undefined unless it is in the library. */
export function findOriginal(database: Database, path: OriginalPath): Promise<StoredOriginal | undefined> {
  return database.workspace(path.workspaceId).row<StoredOriginal>(ORIGINAL, path.contentId);
}
