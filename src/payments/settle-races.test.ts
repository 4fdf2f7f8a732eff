import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { settlePayment, wantCapture, wantRefund, wantVoid } from '.';
import { type CaptureRequest, type ProviderPayment } from './payment-provider';
import { authorize as authorizeAt, givenTill, type Till } from './payments.fixture';
import { observationOf, recordObservations } from './record-observations';
import { TestProvider } from './test-provider/test-provider';

let db: TestDatabase;
let till: Till;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => (till = await givenTill(db)));

const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const authorize = (id: string) => authorizeAt(till.deps, till.workspaceId, id);
const settle = (id: string) => settlePayment(till.deps, till.workspaceId, id);
const given = async (token?: string) => {
  const id = await till.open(token);
  await authorize(id);
  return id;
};
const actions = async (id: string) =>
  (await till.log(id)).map((line) => Reflect.get(line, 'action') as string);
const ledgerOf = (id: string) =>
  db.query(
    `SELECT p.observed, p.refunded, t.state, t.refunded AS given,
            (SELECT coalesce(sum(amount), 0)::int FROM test_refund r WHERE r.payment_ref = t.ref) AS refunds
     FROM payment p JOIN test_payment t ON t.key = p.id::text WHERE p.id = $1`,
    id,
  );

test('twenty who authorise one payment authorise it once', async () => {
  const id = await till.open();
  const seen = await times(20, () => authorize(id));
  expect(new Set(seen.map(({ observed }) => observed))).toEqual(new Set(['authorized']));
  expect(await db.query('SELECT 1 FROM test_payment WHERE key = $1', id)).toHaveLength(1);
  expect(await actions(id)).toEqual(['payment.open', 'payment.observe']);
  expect(await till.takeEvents()).toEqual(['payment.changed']);
});

test('of twenty who settle one payment one asks the provider', async () => {
  const id = await given();
  await till.run((tx) => wantCapture(tx, [id]));
  await times(20, () => settle(id));
  expect(await till.atProvider(id)).toEqual({
    ...{ state: 'captured', refunded: 0, authorize: 1, capture: 1, void: 0 },
  });
  expect(await actions(id)).toEqual(['payment.open', 'payment.observe', 'payment.want', 'payment.observe']);
});

/** A provider whose first answer to a capture comes when it is let go; the capture is done before. */
class SlowProvider extends TestProvider {
  letGo: () => void = () => undefined;
  readonly #gate = new Promise<void>((resolve) => (this.letGo = resolve));
  readonly #begun: (() => void)[] = [];
  /** Resolves once the first capture is done. */
  readonly begun = new Promise<void>((resolve) => this.#begun.push(resolve));

  override async capture(request: CaptureRequest): Promise<ProviderPayment> {
    const answer = await super.capture(request);
    const isFirst = this.#begun.length > 0;
    this.#begun.splice(0).forEach((resolve) => resolve());
    if (isFirst) await this.#gate;
    return answer;
  }
}

test('one whose lease ran out while the provider thought did it all the same, and once', async () => {
  const provider = new SlowProvider({ database: db.database, baseUrl: () => '', webhookSecret: '' });
  const other = await givenTill(db, provider);
  const id = await other.open();
  await authorizeAt(other.deps, other.workspaceId, id);
  await other.run((tx) => wantCapture(tx, [id]));
  const first = settlePayment(other.deps, other.workspaceId, id);
  await provider.begun;
  await other.letTimePass();
  await settlePayment(other.deps, other.workspaceId, id);
  provider.letGo();
  await first;
  expect(await other.atProvider(id)).toMatchObject({ state: 'captured', capture: 2 });
  expect((await other.log(id)).map((line) => Reflect.get(line, 'action') as string)).toEqual([
    ...['payment.open', 'payment.observe', 'payment.want', 'payment.observe'],
  ]);
  expect(await db.query('SELECT due_at, lease_id FROM payment WHERE id = $1', id)).toEqual([
    { due_at: null, lease_id: null },
  ]);
});

test('an answer that comes after a later one changes nothing', async () => {
  const id = await given();
  const { providerRef = '' } =
    (
      await db.query<{ providerRef: string }>(
        'SELECT ref AS "providerRef" FROM test_payment WHERE key = $1',
        id,
      )
    )[0] ?? {};
  const old = observationOf(id, await till.provider.find(providerRef));
  await till.run((tx) => wantCapture(tx, [id]));
  await settle(id);
  await till.takeEvents();
  const before = await db.query('SELECT * FROM payment WHERE id = $1', id);
  const log = await till.log(id);
  for (const observed of ['action_required', 'authorized', 'voided', 'declined', 'failed'] as const) {
    await till.run((tx) => recordObservations(tx, [{ ...old, observed }]));
  }
  expect(await db.query('SELECT * FROM payment WHERE id = $1', id)).toEqual(before);
  expect([await till.log(id), await till.takeEvents()]).toEqual([log, []]);
});

test('a capture that races a void ends with nothing of the buyer’s, whichever came first', async () => {
  const ids = await times(30, () => given());
  await till.run((tx) => wantCapture(tx, ids));
  const settling = Promise.all(ids.map(settle));
  await Promise.all(ids.map((id) => till.run((tx) => wantVoid(tx, [id]))));
  await settling;
  // Whoever wanted it last has had a job queued.
  await Promise.all(ids.map(settle));
  const ends = await Promise.all(ids.map(async (id) => (await ledgerOf(id))[0]));
  const voided = { observed: 'voided', refunded: 0, state: 'voided', given: 0, refunds: 0 };
  const returned = { observed: 'captured', refunded: 2_500, state: 'captured', given: 2_500, refunds: 2_500 };
  for (const end of ends) expect([voided, returned]).toContainEqual(end);
});

test('an authorisation that races a void is let go', async () => {
  const ids = await times(20, () => till.open());
  await Promise.all(ids.flatMap((id) => [authorize(id), till.run((tx) => wantVoid(tx, [id]))]));
  await Promise.all(ids.map(settle));
  for (const id of ids) {
    expect(await ledgerOf(id)).toEqual([
      { observed: 'voided', refunded: 0, state: 'voided', given: 0, refunds: 0 },
    ]);
  }
});

test('refunds that race each other give back what is there, and no more', async () => {
  const id = await given();
  await till.run((tx) => wantCapture(tx, [id]));
  await settle(id);
  const wanted = await Promise.allSettled(
    Array.from({ length: 20 }, async () => {
      const refundId = await till.run((tx) =>
        wantRefund(tx, { paymentId: id, amount: 1_000, reference: randomUUID() }),
      );
      await settle(id);
      return refundId;
    }),
  );
  expect(wanted.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  await settle(id);
  expect(await ledgerOf(id)).toEqual([
    { observed: 'captured', refunded: 2_000, state: 'captured', given: 2_000, refunds: 2_000 },
  ]);
});

test('refunds that race a void give back all that was captured, once', async () => {
  const id = await given();
  await till.run((tx) => wantCapture(tx, [id]));
  await Promise.allSettled([
    settle(id),
    ...Array.from({ length: 5 }, () =>
      till.run((tx) => wantRefund(tx, { paymentId: id, amount: 700, reference: randomUUID() })),
    ),
    till.run((tx) => wantVoid(tx, [id])),
    settle(id),
  ]);
  await settle(id);
  const [end] = await ledgerOf(id);
  expect([
    { observed: 'voided', refunded: 0, state: 'voided', given: 0, refunds: 0 },
    { observed: 'captured', refunded: 2_500, state: 'captured', given: 2_500, refunds: 2_500 },
  ]).toContainEqual(end);
});
