import { type Request, type Response } from 'express';
import { RequestError, RequestErrorCode } from '../../platform/errors';
import { type Log } from '../../platform/log';
import { hasFaultCode } from '../../platform/storage/file-faults';
import { ObjectNotFoundError } from '../../platform/storage/storage';
import { TransformBusyError, TransformFailedError } from '../processing/on-demand/transform-errors';
import { deliverRendition, type RenditionDeps } from './deliver-rendition';
import { type OriginalPath } from './delivery-path';
import { findOriginal } from './find-delivered';
import { HARMLESS } from './harmless';
import { refuseRequest } from './refuse-request';
import { sendStored } from './send-stored';

export interface DeliveryDeps extends RenditionDeps {
  readonly log: Log;
}

/** Until what a child failed at is tried again; until a database that is busy may have time. */
const RETRY_AFTER_FAULT_SECONDS = 60;
const RETRY_SOON_SECONDS = 2;

/** Answers a request by the path of its URL; what goes wrong ends in the log and, while it can, in a 4xx or 5xx. */
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
    if (response.headersSent || !refuseExpected(response, error)) {
      deps.log.error({ err: error, contentId: path.contentId }, 'a stored file could not be delivered');
      if (response.headersSent) response.destroy();
      else refuseRequest(response, error instanceof ObjectNotFoundError ? 404 : 500);
    }
  }
}

/** Answers a request for an upload itself: as a download, until the URL expires, kept by no shared cache. */
async function deliverOriginal(
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

/** Answers what may happen to anyone: too much at once, or a picture that something cannot be made of. */
function refuseExpected(response: Response, error: unknown): boolean {
  if (error instanceof TransformBusyError) {
    refuseRequest(response, 503, { retryAfterSeconds: error.retryAfterSeconds });
    return true;
  }
  if (error instanceof RequestError && error.code === RequestErrorCode.SERVICE_UNAVAILABLE) {
    refuseRequest(response, 503, { retryAfterSeconds: RETRY_SOON_SECONDS });
    return true;
  }
  if (!(error instanceof TransformFailedError)) return false;
  const reason = `${error.code}: ${error.message}`;
  if (error.code === 'PROCESSING_FAILED') {
    refuseRequest(response, 503, { reason, retryAfterSeconds: RETRY_AFTER_FAULT_SECONDS });
  } else {
    refuseRequest(response, error.code === 'UNSUPPORTED_MEDIA_TYPE' ? 415 : 422, { reason });
  }
  return true;
}
