import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { settlePayment, wantCapture, wantRefund, wantVoid } from '..';
import { authorize as authorizeAt, givenTill, type Till } from '../payments.fixture';
import { StripeProvider } from './stripe-provider';
import { SECRET_KEY, StripeServer, WEBHOOK_SECRET } from './stripe-server.fixture';

let db: TestDatabase;
let server: StripeServer;
let till: Till;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  server = await StripeServer.start();
  const account = { secretKey: SECRET_KEY, webhookSecrets: [WEBHOOK_SECRET], apiUrl: server.url };
  till = await givenTill(db, new StripeProvider({ ...account, answerMs: 500 }));
});
afterEach(() => server.close());

const authorize = (id: string) => authorizeAt(till.deps, till.workspaceId, id);
const settle = (id: string) => settlePayment(till.deps, till.workspaceId, id);
const given = async (token = 'pm_card_visa') => {
  const id = await till.open(token);
  await authorize(id);
  return id;
};
const capture = (id: string) => till.run((tx) => wantCapture(tx, [id]));
const only = () => [...server.books.intents.values()].at(-1)?.id ?? '';

test('a payment is held, captured, given back in part and then as a whole', async () => {
  const id = await given();
  expect(server.books.intent(only()).metadata).toMatchObject({ payment: id, workspace: till.slug });
  await capture(id);
  await till.run((tx) => wantRefund(tx, { paymentId: id, amount: 1_000, reference: id }));
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ observed: 'captured', refunded: 1_000 });
  await till.run((tx) => wantVoid(tx, [id]));
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ observed: 'captured', refunded: 2_500, refundsPending: 0 });
  expect([...server.books.refunds.values()].map(({ amount }) => amount)).toEqual([1_000, 1_500]);
});

test('a declined card is told to its buyer, and nobody can pay with the intent later', async () => {
  const id = await till.open('pm_card_chargeDeclined');
  expect(await authorize(id)).toMatchObject({
    observed: 'declined',
    errorMessage: 'Your card was declined.',
  });
  await settle(id);
  expect(server.books.intent(only()).status).toBe('canceled');
  expect(await till.payment(id)).toMatchObject({ observed: 'declined' });
});

test('a hold that lapsed cannot be captured, and fails', async () => {
  const id = await given();
  server.books.expire(only());
  await capture(id);
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ observed: 'failed', errorCode: 'LAPSED' });
});

test('twenty who authorise one payment make one intent, although Stripe takes one of them at a time', async () => {
  const id = await till.open('pm_card_visa');
  const seen = await Promise.all(Array.from({ length: 20 }, () => authorize(id)));
  expect(new Set(seen.map(({ observed }) => observed))).toEqual(new Set(['authorized']));
  expect(server.books.intents.size).toBe(1);
});

test.each([429, 500, 'broken', 'silence'] as const)(
  'a capture that ends in %p is repeated, and done once',
  async (answer) => {
    const id = await given();
    await capture(id);
    for (const done of [true, false]) server.fail({ path: /capture$/, done, answer });
    await settle(id);
    // The SDK repeats what broke by itself, which used both up.
    expect(await till.payment(id)).toMatchObject({ observed: 'authorized' });
    await till.letTimePass();
    await settle(id);
    await till.letTimePass();
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'captured', errorCode: null });
    expect(server.books.intent(only()).status).toBe('succeeded');
  },
);

test('a refund that takes its time is asked about, and may fail', async () => {
  const [first, second] = [await given(), await given()];
  server.books.refundStatus = 'pending';
  for (const id of [first, second]) {
    await capture(id);
    await till.run((tx) => wantRefund(tx, { paymentId: id, amount: 1_000, reference: id }));
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ refunded: 0, refundsPending: 1_000 });
  }
  const [succeeded, failed] = [...server.books.refunds.values()];
  Object.assign(succeeded ?? {}, { status: 'succeeded' });
  Object.assign(failed ?? {}, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
  server.books.intent(failed?.payment_intent ?? '').refunded = 0;
  await till.letTimePass();
  await Promise.all([first, second].map(settle));
  expect(await till.payment(first)).toMatchObject({ refunded: 1_000, refundsPending: 0, refundsFailed: 0 });
  expect(await till.payment(second)).toMatchObject({ refunded: 0, refundsPending: 0, refundsFailed: 1_000 });
  expect(server.books.refunds.size).toBe(2);
});
