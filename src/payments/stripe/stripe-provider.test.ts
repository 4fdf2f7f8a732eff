import { randomUUID } from 'node:crypto';
import { ForgedWebhookError, ProviderRefusedError, ProviderUnavailableError } from '../payment-provider';
import { StripeProvider } from './stripe-provider';
import { SECRET_KEY, StripeServer, WEBHOOK_SECRET } from './stripe-server.fixture';

let server: StripeServer;
let stripe: StripeProvider;
beforeEach(async () => {
  server = await StripeServer.start();
  stripe = provider();
});
afterEach(() => server.close());

const provider = (options: { secretKey?: string; answerMs?: number } = {}) =>
  new StripeProvider({
    ...{ secretKey: SECRET_KEY, webhookSecrets: ['whsec_of_yesterday', WEBHOOK_SECRET], apiUrl: server.url },
    ...options,
  });
const request = (token = 'pm_card_visa', key: string = randomUUID()) => ({
  ...{ key, token, amount: 2_500, currencyCode: 'EUR', reference: randomUUID() },
  ...{ email: 'buyer@example.com', account: 'shop' },
});
const EUR = { amount: 2_500, currencyCode: 'EUR' };

test('holds the money on a card, to be captured by hand', async () => {
  const asked = request();
  const payment = await stripe.authorize(asked);
  expect(payment).toEqual({
    ...{ providerRef: expect.stringMatching(/^pi_/) as string, state: 'authorized' },
    ...{ action: null, declineMessage: null, refunded: 0 },
  });
  expect(server.books.intent(payment.providerRef)).toMatchObject({
    ...{ status: 'requires_capture', amount: 2_500, currency: 'eur' },
    metadata: { payment: asked.key, reference: asked.reference, workspace: 'shop' },
  });
});

test('answers a declined card with what Stripe tells the buyer', async () => {
  expect(await stripe.authorize(request('pm_card_chargeDeclined'))).toMatchObject({
    ...{ state: 'declined', declineMessage: 'Your card was declined.' },
  });
});

test('refuses a token that Stripe does not know', async () => {
  await expect(stripe.authorize(request('pm_none'))).rejects.toThrow(ProviderRefusedError);
});

test.each([
  [true, { state: 'authorized', action: null }],
  [false, { state: 'declined', declineMessage: 'We are unable to authenticate your payment method.' }],
])('has the buyer authenticate by the client secret: %p', async (isConfirmed, becomes) => {
  const asked = await stripe.authorize(request('pm_card_authenticationRequired'));
  expect(asked).toMatchObject({
    state: 'action_required',
    action: { clientSecret: `${asked.providerRef}_secret_of_tests`, redirectUrl: null },
  });
  server.books.authenticate(asked.providerRef, isConfirmed);
  expect(await stripe.find(asked.providerRef)).toMatchObject(becomes);
});

test('the same question under a key is answered as it was, and does nothing', async () => {
  const asked = request();
  const first = await stripe.authorize(asked);
  expect(await stripe.authorize(asked)).toEqual(first);
  expect([server.asked(/payment_intents$/), server.books.intents.size]).toEqual([2, 1]);
});

test('a decline is answered again as well', async () => {
  const asked = request('pm_card_chargeDeclined');
  expect(await stripe.authorize(asked)).toEqual(await stripe.authorize(asked));
  expect(server.books.intents.size).toBe(1);
});

test('another question under a key is refused', async () => {
  const asked = request();
  await stripe.authorize(asked);
  await expect(stripe.authorize({ ...asked, amount: 1 })).rejects.toThrow(ProviderRefusedError);
  expect(server.books.intents.size).toBe(1);
});

test('a question under a key that is still being answered is to be asked again', async () => {
  const asked = request();
  const outcomes = await Promise.allSettled([stripe.authorize(asked), stripe.authorize(asked)]);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed).toEqual([{ status: 'rejected', reason: expect.any(ProviderUnavailableError) as Error }]);
  expect(await stripe.authorize(asked)).toMatchObject({ state: 'authorized' });
  expect(server.books.intents.size).toBe(1);
});

test.each([429, 500, 502, 'broken'] as const)('nobody knows what came of it after %p', async (answer) => {
  const asked = request();
  server.fail({ path: /intents$/, done: false, answer });
  // The SDK asks once more by itself where the connection breaks.
  if (answer === 'broken') server.fail({ path: /intents$/, done: false, answer });
  await expect(stripe.authorize(asked)).rejects.toThrow(ProviderUnavailableError);
  expect(await stripe.authorize(asked)).toMatchObject({ state: 'authorized' });
  expect(server.books.intents.size).toBe(1);
});

test('what was done without an answer in time is done once', async () => {
  const asked = request();
  server.fail({ path: /intents$/, done: true, answer: 'silence' });
  await expect(provider({ answerMs: 100 }).authorize(asked)).rejects.toThrow(ProviderUnavailableError);
  expect(await stripe.authorize(asked)).toMatchObject({ state: 'authorized' });
  expect(server.books.intents.size).toBe(1);
});

test('a key of ours that is wrong refuses nobody’s card', async () => {
  await expect(provider({ secretKey: 'sk_of_another' }).authorize(request())).rejects.toThrow(
    ProviderUnavailableError,
  );
});

test('captures once, and not what lapsed', async () => {
  const { providerRef } = await stripe.authorize(request());
  expect(await stripe.capture({ key: 'a', providerRef, ...EUR })).toMatchObject({ state: 'captured' });
  await expect(stripe.capture({ key: 'b', providerRef, ...EUR })).rejects.toThrow(ProviderRefusedError);
  await expect(stripe.void({ key: 'c', providerRef })).rejects.toThrow(ProviderRefusedError);

  const lapsed = await stripe.authorize(request());
  server.books.expire(lapsed.providerRef);
  await expect(stripe.capture({ key: 'd', ...lapsed, ...EUR })).rejects.toThrow(ProviderRefusedError);
  expect(await stripe.find(lapsed.providerRef)).toMatchObject({ state: 'voided' });
});

test('voids what is held, and what a buyer did not get to', async () => {
  for (const token of ['pm_card_visa', 'pm_card_authenticationRequired', 'pm_card_chargeDeclined']) {
    const { providerRef } = await stripe.authorize(request(token));
    expect(await stripe.void({ key: providerRef, providerRef })).toMatchObject({ state: 'voided' });
  }
});

test('gives back in parts, each once, even when Stripe has forgotten the key, and never more than there was', async () => {
  const { providerRef } = await stripe.authorize(request());
  await stripe.capture({ key: 'a', providerRef, ...EUR });
  const part = { key: 'b', providerRef, amount: 1_000, currencyCode: 'EUR' };
  const made = await stripe.refund(part);
  expect(made).toMatchObject({ state: 'done', failure: null });
  server.forgetKeys();
  expect(await stripe.refund(part)).toEqual(made);
  expect(await stripe.find(providerRef)).toMatchObject({ state: 'captured', refunded: 1_000 });
  await expect(stripe.refund({ ...part, key: 'c', amount: 1_501 })).rejects.toThrow(ProviderRefusedError);
  expect(server.books.refunds.size).toBe(1);
});

test('a refund may take its time, and fail', async () => {
  const { providerRef } = await stripe.authorize(request());
  await stripe.capture({ key: 'a', providerRef, ...EUR });
  server.books.refundStatus = 'pending';
  const { providerRef: refundRef, state } = await stripe.refund({ key: 'b', providerRef, ...EUR });
  expect(state).toBe('pending');
  Object.assign(server.books.refunds.get(refundRef) ?? {}, {
    ...{ status: 'failed', failure_reason: 'expired_or_canceled_card' },
  });
  expect(await stripe.findRefund(refundRef)).toEqual({
    ...{ providerRef: refundRef, state: 'failed', failure: 'expired_or_canceled_card' },
  });
});

describe('its messages', () => {
  const read = ({ body, headers }: { body: string; headers: Record<string, string> }) =>
    stripe.readWebhook(Buffer.from(body), headers);
  const intent = { object: 'payment_intent', id: 'pi_1', metadata: { payment: 'k' } };

  test.each([
    [intent, [{ providerRef: 'pi_1', key: 'k' }]],
    [{ ...intent, metadata: {} }, [{ providerRef: 'pi_1', key: null }]],
    [{ object: 'charge', id: 'ch_1', payment_intent: 'pi_1' }, [{ providerRef: 'pi_1', key: null }]],
    [{ object: 'refund', id: 're_1', payment_intent: 'pi_1' }, [{ providerRef: 'pi_1', key: null }]],
    [{ object: 'customer', id: 'cus_1' }, []],
  ])('%j are about %j', async (object, notices) => {
    expect(await read(server.event(object))).toEqual(notices);
  });

  test('may be signed with any of the secrets', async () => {
    expect(await read(server.event(intent, { secret: 'whsec_of_yesterday' }))).toHaveLength(1);
  });

  test('are forged when another signed them, when they were changed, when they are old, and unsigned', async () => {
    const genuine = server.event(intent);
    const forged = [
      server.event(intent, { secret: 'whsec_of_another' }),
      { ...genuine, body: genuine.body.replace('pi_1', 'pi_2') },
      server.event(intent, { at: Date.now() - 600_000 }),
      { ...genuine, headers: {} },
      { body: '', headers: genuine.headers },
    ];
    for (const message of forged) await expect(read(message)).rejects.toThrow(ForgedWebhookError);
  });
});
