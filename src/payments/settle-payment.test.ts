import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { settlePayment, wantCapture, wantRefund, wantVoid } from '.';
import { authorize as authorizeAt, givenTill, type Till } from './payments.fixture';

let db: TestDatabase;
let till: Till;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => (till = await givenTill(db)));

const authorize = (id: string) => authorizeAt(till.deps, till.workspaceId, id);
const settle = (id: string) => settlePayment(till.deps, till.workspaceId, id);
const capture = (id: string) => till.run((tx) => wantCapture(tx, [id]));
const letGo = (id: string) => till.run((tx) => wantVoid(tx, [id]));
const refund = (paymentId: string, amount: number, reference: string = randomUUID()) =>
  till.run((tx) => wantRefund(tx, { paymentId, amount, reference }));
const given = async (token?: string) => {
  const id = await till.open(token);
  await authorize(id);
  return id;
};
const captured = async (token?: string) => {
  const id = await given(token);
  await capture(id);
  await settle(id);
  return id;
};
const SETTLED = { due_at: null, lease_id: null, leased_until: null, token: null, attempts: 0 };
const row = async (id: string) => (await db.query('SELECT * FROM payment WHERE id = $1', id))[0];
/** Whether a payment is due, now or later. */
const due = async (id: string) =>
  (
    await db.query<{ due: string }>(
      `SELECT CASE WHEN due_at IS NULL THEN 'never' WHEN due_at <= now() THEN 'now' ELSE 'later' END AS due
       FROM payment WHERE id = $1`,
      id,
    )
  )[0]?.due;

describe('what is wanted comes about', () => {
  test('a payment is authorised, and its token forgotten', async () => {
    const id = await till.open();
    expect(await row(id)).toMatchObject({ token: 'tok_ok', observed: 'none' });
    expect(await authorize(id)).toEqual({
      ...{
        id,
        reference: expect.any(String) as string,
        provider: 'test',
        amount: 2_500,
        currencyCode: 'EUR',
      },
      ...{ wanted: 'authorized', observed: 'authorized', action: null, refunded: 0 },
      ...{ refundsPending: 0, refundsFailed: 0, errorCode: null, errorMessage: null },
    });
    expect(await row(id)).toMatchObject(SETTLED);
    expect(await till.takeEvents()).toEqual(['payment.changed']);
    await settle(id);
    expect(await till.atProvider(id)).toEqual({
      ...{ state: 'authorized', refunded: 0, authorize: 1, capture: 0, void: 0 },
    });
  });

  test('an authorised payment is captured, and its log says how it went', async () => {
    const id = await captured();
    expect(await till.payment(id)).toMatchObject({ wanted: 'captured', observed: 'captured', refunded: 0 });
    expect(await row(id)).toMatchObject(SETTLED);
    expect(await till.takeEvents()).toEqual(['payment.changed', 'payment.due', 'payment.changed']);
    const providerRef = expect.stringMatching(/^test_/) as string;
    expect(await till.log(id)).toEqual([
      {
        action: 'payment.open',
        after: {
          reference: expect.any(String) as string,
          provider: 'test',
          amount: 2_500,
          currencyCode: 'EUR',
        },
      },
      {
        action: 'payment.observe',
        after: { observed: 'authorized', refunded: 0, providerRef, errorCode: null },
      },
      { action: 'payment.want', after: { wanted: 'captured' } },
      {
        action: 'payment.observe',
        after: { observed: 'captured', refunded: 0, providerRef, errorCode: null },
      },
    ]);
  });

  test('what is held is let go', async () => {
    const id = await given();
    await letGo(id);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ wanted: 'voided', observed: 'voided', refunded: 0 });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('a payment that nobody came to authorise is, and let go where it is not wanted any more', async () => {
    const [kept, dropped] = [await till.open(), await till.open()];
    await letGo(dropped);
    await Promise.all([kept, dropped].map(settle));
    expect(await till.payment(kept)).toMatchObject({ observed: 'authorized' });
    expect(await till.payment(dropped)).toMatchObject({ observed: 'voided' });
    expect(await till.atProvider(dropped)).toMatchObject({ state: 'voided', authorize: 1, void: 1 });
  });

  test('a captured payment is given back in parts, and then the rest', async () => {
    const id = await captured();
    await refund(id, 1_000);
    await refund(id, 200);
    expect(await till.payment(id)).toMatchObject({ refunded: 0, refundsPending: 1_200 });
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ refunded: 1_200, refundsPending: 0 });
    await letGo(id);
    expect(await till.payment(id)).toMatchObject({
      wanted: 'voided',
      refunded: 1_200,
      refundsPending: 1_300,
    });
    await settle(id);
    expect(await till.payment(id)).toMatchObject({
      observed: 'captured',
      refunded: 2_500,
      refundsPending: 0,
    });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('what is to be given back waits until it is captured', async () => {
    const id = await given();
    await capture(id);
    await refund(id, 2_500);
    await settle(id);
    expect(await till.atProvider(id)).toMatchObject({ state: 'captured', refunded: 2_500, capture: 1 });
    expect(await till.payment(id)).toMatchObject({ refunded: 2_500, refundsPending: 0 });
  });

  test('wanting the same twice is wanting it once', async () => {
    const id = await given();
    expect(await capture(id)).toEqual(new Set([id]));
    expect(await capture(id)).toEqual(new Set([id]));
    const reference = randomUUID();
    expect(await refund(id, 100, reference)).toBe(await refund(id, 100, reference));
    await letGo(id);
    await letGo(id);
    expect(
      (await till.log(id)).filter((line) => Reflect.get(line, 'action') === 'payment.want'),
    ).toHaveLength(2);
  });
});

describe('what cannot be', () => {
  test('a declined card has the sentence for its buyer, and is closed at the provider', async () => {
    const id = await till.open('tok_declined');
    expect(await authorize(id)).toMatchObject({
      ...{ observed: 'declined', errorCode: 'DECLINED', errorMessage: 'Your card was declined.' },
    });
    expect(await till.takeEvents()).toEqual(['payment.changed', 'payment.due']);
    await settle(id);
    expect(await till.atProvider(id)).toMatchObject({ state: 'voided' });
    expect(await till.payment(id)).toMatchObject({ observed: 'declined' });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('a token that the provider does not know is declined', async () => {
    const id = await till.open('tok_unknown');
    expect(await authorize(id)).toMatchObject({
      ...{ observed: 'declined', errorCode: 'REFUSED' },
      errorMessage: 'The payment provider did not accept this payment.',
    });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('what is not authorised is not captured', async () => {
    const [none, declined, asked, voided, held] = [
      await till.open(),
      await given('tok_declined'),
      await given('tok_3ds'),
      await given(),
      await given(),
    ];
    await letGo(voided);
    await settle(voided);
    const wanted = await till.run((tx) => wantCapture(tx, [none, declined, asked, voided, held]));
    expect(wanted).toEqual(new Set([held]));
    for (const id of [none, declined, asked])
      expect(await till.payment(id)).toMatchObject({ wanted: 'authorized' });
    expect(await till.payment(voided)).toMatchObject({ wanted: 'voided' });
  });

  test('a capture that the provider refuses fails, tells, drops its refunds and lets go what was held', async () => {
    const id = await given('tok_capture_fails');
    await capture(id);
    await refund(id, 100);
    await till.takeEvents();
    await settle(id);
    expect(await till.payment(id)).toMatchObject({
      ...{ wanted: 'captured', observed: 'failed', errorCode: 'CAPTURE_REFUSED' },
      ...{ errorMessage: 'The payment could not be collected.', refundsPending: 0, refundsFailed: 100 },
    });
    expect(await till.takeEvents()).toEqual(['payment.changed', 'payment.failed']);
    expect(await till.atProvider(id)).toMatchObject({ state: 'voided', capture: 1, void: 1 });
    expect(await row(id)).toMatchObject(SETTLED);
    expect(await capture(id)).toEqual(new Set());
    await expect(refund(id, 1)).rejects.toThrow('STATE_NOT_ALLOWED');
  });

  test('a hold that lapsed before it was captured fails', async () => {
    const id = await given();
    await capture(id);
    await db.query("UPDATE test_payment SET state = 'voided' WHERE key = $1", id);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'failed', errorCode: 'LAPSED' });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('a refund that the provider refuses has failed, and can be wanted anew', async () => {
    const id = await captured('tok_refund_fails');
    await refund(id, 2_500);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ refunded: 0, refundsPending: 0, refundsFailed: 2_500 });
    await refund(id, 2_500);
    expect(await till.payment(id)).toMatchObject({ refundsPending: 2_500 });
  });

  test('nothing is given back of what is not sold for, nor more than was captured', async () => {
    const [held, id] = [await given(), await captured()];
    await expect(refund(held, 100)).rejects.toThrow('STATE_NOT_ALLOWED');
    await expect(refund(id, 2_501)).rejects.toThrow('LIMIT_EXCEEDED');
    await expect(refund(id, 0)).rejects.toThrow('LIMIT_EXCEEDED');
    await refund(id, 2_000);
    await expect(refund(id, 501)).rejects.toThrow('LIMIT_EXCEEDED');
    expect(await till.payment(id)).toMatchObject({ refundsPending: 2_000 });
  });

  test('what nobody ever learned of is given up after a day, as keys are forgotten then', async () => {
    const id = await till.open();
    await db.query("UPDATE payment SET created_at = now() - interval '21 hours' WHERE id = $1", id);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'failed', errorCode: 'UNKNOWN' });
    expect(await till.atProvider(id)).toBeUndefined();
  });
});

describe('a provider that does not answer', () => {
  test('is asked again under the same key while the buyer waits', async () => {
    const id = await till.open('tok_timeout');
    expect(await authorize(id)).toMatchObject({ observed: 'authorized' });
    expect(await till.atProvider(id)).toMatchObject({ state: 'authorized', authorize: 2 });
  });

  test('is asked again later, and did it once', async () => {
    const id = await given('tok_capture_timeout');
    await capture(id);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'authorized', errorCode: null });
    expect(await row(id)).toMatchObject({ lease_id: null, attempts: 1 });
    expect(await due(id)).toBe('later');
    await till.letTimePass();
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'captured' });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('holds up a void no longer than it must', async () => {
    const id = await given('tok_capture_timeout');
    await capture(id);
    await settle(id);
    await letGo(id);
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ wanted: 'voided', observed: 'captured', refunded: 2_500 });
    expect(await till.atProvider(id)).toMatchObject({
      state: 'captured',
      refunded: 2_500,
      capture: 1,
      void: 1,
    });
  });
});

describe('a buyer who has something to do', () => {
  const CONFIRM = "UPDATE test_payment SET state = 'authorized' WHERE key = $1";

  test('is waited for, and asked about should no message come', async () => {
    const id = await given('tok_3ds');
    expect(await till.payment(id)).toMatchObject({
      observed: 'action_required',
      action: {
        clientSecret: null,
        redirectUrl: expect.stringContaining('https://shop.example.com/payments/test/3ds/test_') as string,
      },
    });
    expect(await due(id)).toBe('later');
    await till.letTimePass();
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'action_required' });
    expect(await due(id)).toBe('later');
    await db.query(CONFIRM, id);
    await till.letTimePass();
    await settle(id);
    expect(await till.payment(id)).toMatchObject({ observed: 'authorized', action: null });
    expect(await row(id)).toMatchObject(SETTLED);
  });

  test('has done it when the shop asks again', async () => {
    const id = await given('tok_3ds');
    expect(await authorize(id)).toMatchObject({ observed: 'action_required' });
    await db.query(CONFIRM, id);
    expect(await authorize(id)).toMatchObject({ observed: 'authorized' });
    expect(await till.atProvider(id)).toMatchObject({ authorize: 1 });
  });

  test('comes too late where the payment is not wanted any more', async () => {
    const [early, late] = [await given('tok_3ds'), await given('tok_3ds')];
    await Promise.all([early, late].map(letGo));
    await db.query(CONFIRM, early);
    await Promise.all([early, late].map(settle));
    for (const id of [early, late]) expect(await till.payment(id)).toMatchObject({ observed: 'voided' });
    await db.query(CONFIRM, late);
    expect(await authorize(late)).toMatchObject({ observed: 'voided' });
  });
});
