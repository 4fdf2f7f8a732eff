import { type IncomingHttpHeaders } from 'node:http';
import { validate } from 'uuid';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type PaymentDeps } from './payment-deps';
import { inquirePayment } from './inquire-payment';
import { type PaymentProvider, type WebhookNotice } from './payment-provider';

const MEANT = `
  SELECT id FROM payment
  WHERE workspace_id = $1 AND provider = $2 AND (provider_ref = $3 OR (provider_ref IS NULL AND id = $4))`;

/**
 * Takes a message of a provider about payments of a workspace. The message only says which: what became of them the
 * provider is asked, so messages may come twice, late and in any order. What is about no payment of this workspace is
 * nothing to us. Rejects with ForgedWebhookError, and with ProviderUnavailableError, upon which the provider is to send
 * it again.
 */
export async function receiveWebhook(
  deps: PaymentDeps,
  provider: PaymentProvider,
  workspaceId: string,
  message: { readonly body: Buffer; readonly headers: IncomingHttpHeaders },
): Promise<void> {
  const notices = await provider.readWebhook(message.body, message.headers);
  for (const notice of notices) {
    const payment = await findMeant(deps.database.workspace(workspaceId), provider.name, notice);
    if (payment) {
      await inquirePayment(deps, provider, workspaceId, { ...payment, providerRef: notice.providerRef });
    }
  }
}

/** By the provider's name for it; by ours where the provider never answered, and says now that it has it. */
function findMeant(rows: WorkspaceRows, provider: string, { providerRef, key }: WebhookNotice) {
  return rows.row<{ id: string }>(MEANT, provider, providerRef, validate(key) ? key : null);
}
