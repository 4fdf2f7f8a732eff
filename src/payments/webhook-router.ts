import express, { type Request, type RequestHandler, Router } from 'express';
import { WorkspaceDirectory } from '../accounts';
import { RequestError, RequestErrorCode } from '../platform/errors';
import { factsOf } from '../platform/http/request-facts';
import { type PaymentDeps } from './payment-deps';
import { ForgedWebhookError, ProviderUnavailableError } from './payment-provider';
import { receiveWebhook } from './receive-webhook';

/** To be mounted where providers are told to send their messages. */
export const WEBHOOKS_PATH = '/webhooks';

const MAX_BYTES = 1024 * 1024;

/**
 * Takes messages of payment providers, POST `/<workspace>/<provider>`: 200 where nothing is left to be done with one,
 * 400 for a forged one, 404 where there is no such workspace or provider, 503 where it is to be sent again.
 */
export function webhookRouter(deps: PaymentDeps): Router {
  const directory = new WorkspaceDirectory(deps.database);
  const receive: RequestHandler<{ workspace: string; provider: string }> = async (request, response) => {
    const { params, headers } = request;
    const provider = deps.providers.find(params.provider);
    const workspace = provider && (await directory.bySlug(params.workspace));
    if (!provider || !workspace) {
      throw new RequestError(RequestErrorCode.NOT_FOUND, 'There is nothing here.');
    }
    try {
      await receiveWebhook(deps, provider, workspace.id, { body: bodyOf(request), headers });
    } catch (error) {
      throw presentable(error, request);
    }
    response.status(200).json({ received: true });
  };
  const router = Router();
  router.post('/:workspace/:provider', express.raw({ type: () => true, limit: MAX_BYTES }), receive);
  return router;
}

/** The bytes as they came, which are what is signed; none where there was no body. */
function bodyOf({ body }: Pick<Request, 'body'>): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function presentable(error: unknown, request: Parameters<typeof factsOf>[0]): unknown {
  const { log } = factsOf(request);
  if (error instanceof ForgedWebhookError) {
    log.warn({ err: error }, 'a message that no payment provider sent');
    return new RequestError(RequestErrorCode.BAD_USER_INPUT, 'The signature is not right.');
  }
  if (error instanceof ProviderUnavailableError) {
    return new RequestError(RequestErrorCode.SERVICE_UNAVAILABLE, 'Send it again later.', { cause: error });
  }
  return error;
}
