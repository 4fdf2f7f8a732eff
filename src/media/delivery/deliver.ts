import { type Request, type Response } from 'express';
import { type Database } from '../../platform/database/database';
import { type Log } from '../../platform/log';
import { hasFaultCode } from '../../platform/storage/file-faults';
import { ObjectNotFoundError, type Storage } from '../../platform/storage/storage';
import { type OriginalPath, type RenditionPath } from './delivery-path';
import { findOriginal, findRenditions, type StoredRendition } from './find-delivered';
import { type DeliveredFormat, isDelivered, MIME_TYPES } from './image-formats';
import { type MediaUrls } from './media-urls';
import { negotiateFormat } from './negotiate-format';
import { refuseRequest } from './refuse-request';
import { sendStored } from './send-stored';

export interface DeliveryDeps {
  readonly urls: MediaUrls;
  readonly database: Database;
  readonly storage: Storage;
  readonly log: Log;
}

/** What is delivered runs nothing, loads nothing and is what it says it is, even where it is opened by itself. */
const HARMLESS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

/**
 * Answers a request for a rendition with the bytes that the URL names: immutable, for anyone, from anywhere. Where
 * the URL leaves the format out, it is negotiated. 404 unless it is stored and its content is live.
 */
export async function deliverRendition(
  { database, storage }: DeliveryDeps,
  request: Request,
  response: Response,
  path: RenditionPath,
): Promise<void> {
  if (path.format === null) response.vary('Accept');
  const rendition = chooseRendition(request, path, await findRenditions(database, path));
  if (!rendition) {
    refuseRequest(response, 404);
    return;
  }
  response.set({
    ...HARMLESS,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Disposition': 'inline',
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  await sendStored(storage, request, response, { ...rendition, mimeType: MIME_TYPES[rendition.format] });
}

/** Answers a request for an upload itself: as a download, until the URL expires, kept by no shared cache. */
export async function deliverOriginal(
  { database, storage }: DeliveryDeps,
  request: Request,
  response: Response,
  path: OriginalPath,
): Promise<void> {
  const secondsLeft = Math.floor(path.expiresAt - Date.now() / 1000);
  if (secondsLeft <= 0) {
    refuseRequest(response, 403);
    return;
  }
  const original = await findOriginal(database, path);
  if (!original) {
    refuseRequest(response, 404);
    return;
  }
  response.attachment(path.filename);
  response.set({ ...HARMLESS, 'Cache-Control': `private, max-age=${secondsLeft}` });
  await sendStored(storage, request, response, original);
}

/** Answers a request by the path of its URL; what goes wrong ends in the log and, while it can, in a 404 or 500. */
export async function deliver(deps: DeliveryDeps, request: Request, response: Response): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuseRequest(response, 405);
    return;
  }
  const path = deps.urls.read(request.path);
  if (path === null || path === 'forged') {
    refuseRequest(response, path === null ? 404 : 403);
    return;
  }
  try {
    if (path.kind === 'original') await deliverOriginal(deps, request, response, path);
    else await deliverRendition(deps, request, response, path);
  } catch (error) {
    // Whoever asked went away: nothing is wrong with what was asked for.
    if (hasFaultCode(error, 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE')) return;
    deps.log.error({ err: error, contentId: path.contentId }, 'a stored file could not be delivered');
    if (response.headersSent) response.destroy();
    else refuseRequest(response, error instanceof ObjectNotFoundError ? 404 : 500);
  }
}

function chooseRendition(
  request: Request,
  { format }: RenditionPath,
  stored: readonly StoredRendition[],
): (StoredRendition & { format: DeliveredFormat }) | undefined {
  const delivered = stored.filter((row): row is StoredRendition & { format: DeliveredFormat } =>
    isDelivered(row.format),
  );
  const animated = delivered.some((row) => row.animated);
  const wanted =
    format ?? negotiateFormat(request, { formats: delivered.map((row) => row.format), animated });
  return delivered.find((row) => row.format === wanted);
}
