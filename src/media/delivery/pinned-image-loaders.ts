import DataLoader from 'dataloader';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { loaderKey } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type ImageSource, type KeptImage } from './image-source';

/** What a content says of itself once it is a processed picture. */
type Picture = Pick<ImageSource, 'workspaceId' | 'contentId' | 'recipe' | 'facts'>;

const PICTURES = loaderKey<string, Picture | null>('pictures by content');

const LOAD = `
  SELECT workspace_id, id AS content_id, recipe, facts FROM content
  WHERE workspace_id = $1 AND id = ANY($2) AND state = 'live' AND media_type = 'IMAGE' AND recipe IS NOT NULL`;

/**
 * The GraphQL Image of a picture that somebody keeps, with their alt and focal point, whatever has become of the library
 * items over it. Its URLs work as long as they have it pinned. Null where it cannot be shown. One statement for all of a
 * request's.
 */
export async function pinnedImageOf(
  { loaders, db }: WorkspaceContext,
  { contentId, alt, focalPoint }: KeptImage,
): Promise<ImageSource | null> {
  const loader = loaders.get(PICTURES, () => new DataLoader((ids) => loadPictures(db, ids)));
  const picture = await loader.load(contentId);
  return picture && { ...picture, alt, focalPoint };
}

async function loadPictures(rows: WorkspaceRows, ids: readonly string[]): Promise<(Picture | null)[]> {
  const pictures = await rows.rows<Picture>(LOAD, ids);
  const byContent = new Map(pictures.map((picture) => [picture.contentId, picture]));
  return ids.map((id) => byContent.get(id) ?? null);
}
