import { StripeServer, SECRET_KEY, WEBHOOK_SECRET } from '../../src/payments/stripe/stripe-server.fixture';
import { settlePayment, wantCapture, wantRefund, wantVoid } from '../../src/payments';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import { Payments } from './open-payments';

let stripe: StripeServer;
let app: TestApp;
let workspaceId: string;
let payments: Payments;
let other: Payments;
beforeAll(async () => {
  stripe = await StripeServer.start();
  app = await startTestApp({
    env: {
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: stripe.url,
    },
  });
  ({ workspaceId } = await givenOwner(app, 'shop'));
  payments = new Payments(app, workspaceId);
  other = new Payments(app, (await givenOwner(app, 'other')).workspaceId);
});
afterAll(async () => {
  await app.close();
  stripe.close();
});

type Message = ReturnType<StripeServer['event']>;

const deliver = async ({ body, headers }: Message, to = 'shop/stripe') =>
  (await fetch(`${app.url}/webhooks/${to}`, { method: 'POST', body, headers })).status;
const refOf = async (id: string) =>
  (await app.db.query<{ ref: string }>('SELECT provider_ref AS ref FROM payment WHERE id = $1', id))[0]
    ?.ref ?? '';
const intentOf = async (id: string) => ({ ...stripe.books.intent(await refOf(id)) });
/** A payment whose buyer was sent to authenticate. */
const given = async () => {
  const id = await payments.open('stripe', 'pm_card_authenticationRequired');
  expect(await payments.authorize(id)).toMatchObject({ observed: 'action_required' });
  return id;
};
const capture = async (id: string) => {
  await payments.run((tx) => wantCapture(tx, [id]));
  await settlePayment(payments.deps, workspaceId, id);
};

test('a message has the payment looked up, and is heard once however often it comes', async () => {
  const id = await given();
  const ref = await refOf(id);
  stripe.books.authenticate(ref, true);
  const message = stripe.event(await intentOf(id));
  expect(await deliver(message)).toBe(200);
  expect(await payments.load(id)).toMatchObject({ observed: 'authorized', action: null });
  expect([await deliver(message), await deliver(message)]).toEqual([200, 200]);
  expect(await payments.observations(id)).toBe(2);
});

test('ten messages at once are one observation', async () => {
  const id = await given();
  stripe.books.authenticate(await refOf(id), true);
  const message = stripe.event(await intentOf(id));
  expect(await Promise.all(Array.from({ length: 10 }, () => deliver(message)))).toEqual(Array(10).fill(200));
  expect(await payments.observations(id)).toBe(2);
});

test('messages that come late and out of order say nothing that is not so any more', async () => {
  const id = await given();
  const asked = await intentOf(id);
  stripe.books.authenticate(await refOf(id), true);
  const held = await intentOf(id);
  await payments.authorize(id);
  await capture(id);
  for (const state of [held, asked, { ...held, status: 'canceled' }]) {
    expect(await deliver(stripe.event(state))).toBe(200);
    expect(await payments.load(id)).toMatchObject({ observed: 'captured' });
  }
});

test('a buyer who could not authenticate is declined by it', async () => {
  const id = await given();
  stripe.books.authenticate(await refOf(id), false);
  expect(await deliver(stripe.event(await intentOf(id)))).toBe(200);
  expect(await payments.load(id)).toMatchObject({
    observed: 'declined',
    errorMessage: 'We are unable to authenticate your payment method.',
  });
});

test('a payment that Stripe never answered for is found by our name for it', async () => {
  const id = await payments.open('stripe', 'pm_card_visa');
  const before = stripe.books.intents.size;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    stripe.fail({ path: /payment_intents$/, done: true, answer: 500 });
  }
  await expect(payments.authorize(id)).rejects.toThrow('Something went wrong.');
  expect(stripe.books.intents.size).toBe(before + 1);
  const intent = [...stripe.books.intents.values()].at(-1) ?? {};
  expect(await payments.load(id)).toMatchObject({ observed: 'none' });
  expect(await deliver(stripe.event(intent))).toBe(200);
  expect(await payments.load(id)).toMatchObject({ observed: 'authorized' });
});

test('a hold that lapsed before anything is sold for it is void, and nothing is', async () => {
  const id = await payments.open('stripe', 'pm_card_visa');
  await payments.authorize(id);
  stripe.books.expire(await refOf(id));
  expect(await deliver(stripe.event(await intentOf(id)))).toBe(200);
  expect(await payments.load(id)).toMatchObject({ wanted: 'authorized', observed: 'voided' });
  expect(await payments.run((tx) => wantCapture(tx, [id]))).toEqual(new Set());
});

test('a payment that was given up is let go once Stripe speaks of it', async () => {
  const id = await payments.open('stripe', 'pm_card_visa');
  stripe.fail({ path: /payment_intents$/, done: true, answer: 500 });
  await payments.run((tx) => wantVoid(tx, [id]));
  await settlePayment(payments.deps, workspaceId, id);
  const intent = [...stripe.books.intents.values()].at(-1);
  await app.db.query(
    "UPDATE payment SET created_at = now() - interval '21 hours', due_at = now() WHERE id = $1",
    id,
  );
  await settlePayment(payments.deps, workspaceId, id);
  expect(await payments.load(id)).toMatchObject({ observed: 'failed', errorCode: 'UNKNOWN' });
  expect(intent).toMatchObject({ status: 'requires_capture' });

  expect(await deliver(stripe.event({ ...intent }))).toBe(200);
  await settlePayment(payments.deps, workspaceId, id);
  expect(intent).toMatchObject({ status: 'canceled' });
  expect(await payments.load(id)).toMatchObject({ observed: 'failed' });
});

test('what was refunded at Stripe by hand is known, and no more than the rest is refunded here', async () => {
  const id = await payments.open('stripe', 'pm_card_visa');
  await payments.authorize(id);
  await capture(id);
  const ref = await refOf(id);
  stripe.books.intent(ref).refunded = 2_000;
  expect(await deliver(stripe.event({ object: 'charge', payment_intent: ref }))).toBe(200);
  expect(await payments.load(id)).toMatchObject({ observed: 'captured', refunded: 2_000 });
  const refund = (amount: number) =>
    payments.run((tx) => wantRefund(tx, { paymentId: id, amount, reference: id }));
  await expect(refund(501)).rejects.toThrow('LIMIT_EXCEEDED');
  await refund(500);
  await settlePayment(payments.deps, workspaceId, id);
  expect(await payments.load(id)).toMatchObject({ refunded: 2_500, refundsPending: 0 });
});

test('a refund that a bank sends back is not given back', async () => {
  const id = await payments.open('stripe', 'pm_card_visa');
  await payments.authorize(id);
  await capture(id);
  await payments.run((tx) => wantRefund(tx, { paymentId: id, amount: 1_000, reference: id }));
  await settlePayment(payments.deps, workspaceId, id);
  expect(await payments.load(id)).toMatchObject({ refunded: 1_000 });

  const refund = [...stripe.books.refunds.values()].at(-1);
  Object.assign(refund ?? {}, { status: 'failed', failure_reason: 'unknown' });
  stripe.books.intent(await refOf(id)).refunded = 0;
  const message = stripe.event(refund ?? {});
  expect([await deliver(message), await deliver(message)]).toEqual([200, 200]);
  expect(await payments.load(id)).toMatchObject({ refunded: 0, refundsFailed: 1_000 });
});

describe('nothing is changed by a message', () => {
  const unchanged = async (status: number, send: () => Promise<number>) => {
    const before = await rowsOf(app.db, workspaceId);
    const asked = stripe.requests.length;
    expect(await send()).toBe(status);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
    return stripe.requests.length - asked;
  };

  test('that is forged: 400, and Stripe is not asked', async () => {
    const id = await given();
    stripe.books.authenticate(await refOf(id), true);
    const intent = await intentOf(id);
    const genuine = stripe.event(intent);
    const forged = [
      stripe.event(intent, { secret: 'whsec_of_another' }),
      stripe.event(intent, { at: Date.now() - 600_000 }),
      { ...genuine, body: `${genuine.body} ` },
      { ...genuine, headers: { 'stripe-signature': '' } },
    ];
    for (const message of forged) expect(await unchanged(400, () => deliver(message))).toBe(0);
    const body = JSON.stringify({ payment: await refOf(id), key: id });
    const unsigned = { body, headers: { 'x-test-signature': 'f'.repeat(64) } } as unknown as Message;
    expect(await unchanged(400, () => deliver(unsigned, 'shop/test'))).toBe(0);
  });

  test('of another workspace’s payment, or of none: 200, and Stripe is not asked', async () => {
    const id = await other.open('stripe', 'pm_card_authenticationRequired');
    await other.authorize(id);
    stripe.books.authenticate(await refOf(id), true);
    const message = stripe.event(await intentOf(id));
    expect(await unchanged(200, () => deliver(message))).toBe(0);
    expect(await other.load(id)).toMatchObject({ observed: 'action_required' });
    const unknown = stripe.event({ object: 'payment_intent', id: 'pi_none', metadata: { payment: 'none' } });
    expect(await unchanged(200, () => deliver(unknown))).toBe(0);
    expect(await unchanged(200, () => deliver(stripe.event({ object: 'customer' })))).toBe(0);
  });

  test('that Stripe has no answer to: 503, so that it is sent again', async () => {
    const id = await given();
    stripe.books.authenticate(await refOf(id), true);
    const message = stripe.event(await intentOf(id));
    stripe.fail({ path: /^GET/, done: true, answer: 500 });
    expect(await unchanged(503, () => deliver(message))).toBe(1);
    expect(await deliver(message)).toBe(200);
    expect(await payments.load(id)).toMatchObject({ observed: 'authorized' });
  });

  test('to a workspace or a provider that there is not: 404', async () => {
    const message = stripe.event({ object: 'customer' });
    expect(await unchanged(404, () => deliver(message, 'nowhere/stripe'))).toBe(0);
    expect(await unchanged(404, () => deliver(message, 'shop/paypal'))).toBe(0);
    expect((await fetch(`${app.url}/webhooks/shop/stripe`)).status).toBe(404);
  });

  test('that is too long: 413', async () => {
    const message = stripe.event({ object: 'customer', note: 'x'.repeat(1024 * 1024) });
    expect(await unchanged(413, () => deliver(message))).toBe(0);
  });
});
