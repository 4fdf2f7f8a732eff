import { type Route } from '../platform/http/http-server';
import { type PaymentDeps } from './payment-deps';
import { confirmationRouter, CONFIRMATION_PATH } from './test-provider/confirmation-page';
import { TestProvider } from './test-provider/test-provider';
import { webhookRouter, WEBHOOKS_PATH } from './webhook-router';

/** What payments serve: where providers send their messages, and the test provider's bank. */
export function paymentsApi(deps: PaymentDeps) {
  const test = deps.providers.find('test');
  const routes: readonly Route[] = [
    { path: WEBHOOKS_PATH, handler: webhookRouter(deps) },
    ...(test instanceof TestProvider
      ? [{ path: CONFIRMATION_PATH, handler: confirmationRouter(test, deps.log) }]
      : []),
  ];
  return { resolvers: [], nodes: {}, routes };
}
