import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { authorizePayment, settlePayment, wantCapture, wantRefund, wantVoid } from '.';
import { givenTill, type Till } from './payments.fixture';

let db: TestDatabase;
let till: Till;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => (till = await givenTill(db)));

const authorize = (id: string) => authorizePayment(till.deps, till.workspaceId, id);
const settle = (id: string) => settlePayment(till.deps, till.workspaceId, id);
const given = async (token?: string) => {
  const id = await till.open(token);
  await authorize(id);
  return id;
};
const row = async (id: string) => (await db.query('SELECT * FROM payment WHERE id = $1', id))[0];

test('authorises a payment, and forgets its token', async () => {
  const id = await till.open();
  expect(await authorize(id)).toMatchObject({
    id,
    wanted: 'authorized',
    observed: 'authorized',
    amount: 2_500,
  });
  expect(await row(id)).toMatchObject({ token: null, due_at: null, lease_id: null });
  expect(await till.atProvider(id)).toEqual({
    state: 'authorized',
    refunded: 0,
    authorize: 1,
    capture: 0,
    void: 0,
  });
  expect(await till.takeEvents()).toEqual(['payment.changed']);
});

test('captures what is wanted to be', async () => {
  const id = await given();
  expect(await till.run((tx) => wantCapture(tx, [id]))).toEqual(new Set([id]));
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ wanted: 'captured', observed: 'captured', refunded: 0 });
  expect(await row(id)).toMatchObject({ due_at: null, lease_id: null, leased_until: null, attempts: 0 });
  expect(await till.takeEvents()).toEqual(['payment.changed', 'payment.due', 'payment.changed']);
});

test('voids what is held', async () => {
  const id = await given();
  await till.run((tx) => wantVoid(tx, [id]));
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ wanted: 'voided', observed: 'voided' });
});

test('gives back a part, and then the rest', async () => {
  const id = await given();
  await till.run((tx) => wantCapture(tx, [id]));
  await till.run((tx) => wantRefund(tx, { paymentId: id, amount: 1_000, reference: id }));
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ observed: 'captured', refunded: 1_000, refundsPending: 0 });
  await till.run((tx) => wantVoid(tx, [id]));
  expect(await till.payment(id)).toMatchObject({
    observed: 'captured',
    refunded: 1_000,
    refundsPending: 1_500,
  });
  await settle(id);
  expect(await till.payment(id)).toMatchObject({ observed: 'captured', refunded: 2_500, refundsPending: 0 });
});
