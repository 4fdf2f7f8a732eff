import { type Request, type Response } from 'express';
import { type Database } from '../../platform/database/database';
import { type Storage } from '../../platform/storage/storage';
import { type TransformMaker } from '../processing/on-demand/transform-maker';
import { type DeliveredFormat, isDelivered, MIME_TYPES } from '../transforms/delivered-format';
import { parseTransformName } from '../transforms/transform';
import { type RenditionPath } from './delivery-path';
import { type DeliveredPicture, findPicture, type StoredRendition } from './find-delivered';
import { HARMLESS } from './harmless';
import { type MediaUrls } from './media-urls';
import { negotiateFormat } from './negotiate-format';
import { type UseNotes } from './note-use';
import { refuseRequest } from './refuse-request';
import { sendStored } from './send-stored';

export interface RenditionDeps {
  readonly urls: MediaUrls;
  readonly database: Database;
  readonly storage: Storage;
  readonly maker: TransformMaker;
  readonly uses: UseNotes;
}

/**
 * Answers a request for a rendition with the bytes that the URL names: immutable, for anyone, from anywhere. Where
 * the URL leaves the format out, it is negotiated. What is not stored is made now. A recipe that was replaced leads to
 * the same transform by its successor, once its own files are gone. 404 unless the picture is processed, and in
 * the library or pinned.
 *
 * @throws what TransformMaker.make and sendStored throw
 */
export async function deliverRendition(
  deps: RenditionDeps,
  request: Request,
  response: Response,
  path: RenditionPath,
): Promise<void> {
  const picture = await findPicture(deps.database, path);
  if (!picture) {
    refuseRequest(response, 404);
    return;
  }
  if (path.format === null) response.vary('Accept');
  const format = path.format ?? negotiateFormat(request.headers.accept, picture.facts);
  const stored = picture.renditions.find((rendition) => rendition.format === format);
  if (!stored && path.recipe > 0 && path.recipe < picture.currentRecipe) {
    const location = deps.urls.renditionUrl({ ...path, recipe: picture.currentRecipe });
    response
      .set({ ...SHARED, 'Cache-Control': 'public, max-age=60', Location: location })
      .status(302)
      .end();
    return;
  }
  const rendition = stored ?? (isDelivered(format) ? await make(deps, path, picture, format) : null);
  if (!rendition || !isDelivered(format)) {
    refuseRequest(response, 404);
    return;
  }
  response.set({
    ...SHARED,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Disposition': 'inline',
  });
  await sendStored(deps.storage, request, response, { ...rendition, mimeType: MIME_TYPES[format] });
  deps.uses.note(path, rendition);
}

const SHARED = {
  ...HARMLESS,
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** Null where no such rendition can be, or the picture went meanwhile. */
async function make(
  { maker }: RenditionDeps,
  { workspaceId, contentId, recipe, transform }: RenditionPath,
  { currentRecipe, mediaType, contentSha256, originalKey }: DeliveredPicture,
  format: DeliveredFormat,
): Promise<StoredRendition | null> {
  if (recipe !== currentRecipe || !parseTransformName(transform)) return null;
  const address = { workspaceId, contentId, mediaType, sha256: contentSha256 };
  const made = await maker.make({ ...address, originalKey, recipe, transform, format });
  return made && { ...made, format, usedAt: made.createdAt };
}
