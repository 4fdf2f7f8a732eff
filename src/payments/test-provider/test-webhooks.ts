import { createHmac, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ForgedWebhookError, type WebhookNotice } from '../payment-provider';

const SIGNATURE = 'x-test-signature';

const Message = z.object({ payment: z.string(), key: z.string() });

/** A message of the test provider about one of its payments, ready to be sent. */
export function testWebhook(secret: string, { ref, key }: { readonly ref: string; readonly key: string }) {
  const body = JSON.stringify({ payment: ref, key });
  return { body, headers: { 'content-type': 'application/json', [SIGNATURE]: sign(secret, body) } };
}

/** What a message is about, once its signature (HMAC-SHA256 of its bytes) is found right. */
export function readTestWebhook(
  secret: string,
  body: Buffer,
  headers: IncomingHttpHeaders,
): readonly WebhookNotice[] {
  const header = headers[SIGNATURE];
  const given = Buffer.from(typeof header === 'string' ? header : '');
  const right = Buffer.from(sign(secret, body));
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    throw new ForgedWebhookError('The signature is not that of the test provider.');
  }
  const { payment, key } = Message.parse(JSON.parse(body.toString()));
  return [{ providerRef: payment, key }];
}

function sign(secret: string, body: string | Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
