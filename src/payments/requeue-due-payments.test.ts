import { findingsOf } from '../../test/support/findings-of';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { requeueDuePayments, wantCapture } from '.';
import { claimPayment } from './lease-payment';
import { authorize as authorizeAt, givenTill, type Till } from './payments.fixture';

let db: TestDatabase;
let till: Till;
beforeEach(async () => {
  db = await createTestDatabase();
  till = await givenTill(db);
});
afterEach(() => db.close());

const due = async () => {
  const id = await till.open();
  await authorizeAt(till.deps, till.workspaceId, id);
  await till.run((tx) => wantCapture(tx, [id]));
  await till.takeEvents();
  return id;
};
const sweep = async (dryRun = false) =>
  (await findingsOf(requeueDuePayments, { ...db, dryRun })).map(({ what }) => what);

test('queues what is due in every workspace, and not again at once', async () => {
  const id = await due();
  const other = await givenTill(db);
  const idle = await other.open();
  await db.query("UPDATE payment SET due_at = now() - interval '1 second' WHERE id = $1", idle);
  expect((await sweep()).sort()).toEqual([id, idle].sort().map((each) => `payment ${each} is queued again`));
  expect([await till.takeEvents(), await other.takeEvents()]).toEqual([['payment.due'], ['payment.due']]);
  expect(await sweep()).toEqual([]);
  expect([await till.takeEvents(), await other.takeEvents()]).toEqual([[], []]);
});

test('leaves alone what somebody alive settles, what is not due yet, and what is settled', async () => {
  const [leased, held] = [await due(), await till.open()];
  await authorizeAt(till.deps, till.workspaceId, held);
  await till.open();
  await till.run((tx) => claimPayment(tx, leased));
  await db.query("UPDATE payment SET due_at = due_at - interval '1 hour' WHERE id = $1", leased);
  await till.takeEvents();
  expect(await sweep()).toEqual([]);
  await till.letTimePass();
  expect(await sweep()).toHaveLength(2);
});

test('changes nothing in a dry run', async () => {
  const id = await due();
  const before = await db.query('SELECT * FROM payment');
  expect(await sweep(true)).toEqual([`payment ${id} is queued again`]);
  expect(await db.query('SELECT * FROM payment')).toEqual(before);
  expect(await till.takeEvents()).toEqual([]);
});
