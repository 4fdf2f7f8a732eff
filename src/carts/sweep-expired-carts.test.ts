import { randomUUID } from 'node:crypto';
import { givenWorkspace } from '../../test/support/factories';
import { findingsOf } from '../../test/support/findings-of';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { cartSubject } from './cart-subject';
import { sweepExpiredCarts } from './sweep-expired-carts';

let db: TestDatabase;
let workspaceId: string;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('DELETE FROM cart');
  workspaceId = (await givenWorkspace(db)).id;
});

async function givenCart(expires: string, state = 'open'): Promise<string> {
  const [id, variantId] = [randomUUID(), randomUUID()];
  await db.query(
    'INSERT INTO cart (workspace_id, id, state, expires_at) VALUES ($1, $2, $3, now() + $4::interval)',
    ...[workspaceId, id, state, expires],
  );
  await db.query(
    'INSERT INTO cart_line (workspace_id, id, cart_id, variant_id, quantity) VALUES ($1, $2, $3, $4, 2)',
    ...[workspaceId, randomUUID(), id, variantId],
  );
  return id;
}
const cartsLeft = async () =>
  (await db.query<{ id: string }>('SELECT DISTINCT cart_id AS id FROM cart_line')).map(({ id }) => id).sort();

test('deletes open carts that have expired with their lines, each with one audit row; others stay', async () => {
  const expired = await givenCart('-1 second');
  const kept = [await givenCart('1 minute'), await givenCart('-1 year', 'ordered')].sort();
  const findings = await findingsOf(sweepExpiredCarts, db);
  expect(findings).toEqual([
    { workspaceId, what: expect.stringMatching(/^a cart \(expired .+\) is deleted$/) as string },
  ]);
  expect(await cartsLeft()).toEqual(kept);
  expect(
    await db.query(
      'SELECT action, subject_id, actor_name, before FROM audit_log WHERE workspace_id = $1',
      workspaceId,
    ),
  ).toEqual([
    {
      ...{ action: 'cart.delete', subject_id: cartSubject(expired).id, actor_name: 'sweep:carts' },
      before: { lines: [{ variantId: expect.any(String) as string, quantity: 2 }] },
    },
  ]);
});

test('a dry run finds the same and changes nothing', async () => {
  const expired = await givenCart('-1 second');
  expect(await findingsOf(sweepExpiredCarts, { ...db, dryRun: true })).toHaveLength(1);
  expect(await cartsLeft()).toEqual([expired]);
});

test('goes through more of them than it finds at once', async () => {
  await db.query(
    `INSERT INTO cart (workspace_id, id, expires_at)
     SELECT $1, gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, 450)`,
    workspaceId,
  );
  expect(await findingsOf(sweepExpiredCarts, db)).toHaveLength(450);
  expect(await db.query('SELECT 1 FROM cart')).toEqual([]);
});

test('leaves a cart that is changed between being found and being dealt with', async () => {
  const id = await givenCart('-1 second');
  const { unitOfWork } = db;
  const touched = {
    run: async (...args: Parameters<typeof unitOfWork.run>) => {
      await db.query(`UPDATE cart SET expires_at = now() + interval '1 day' WHERE id = $1`, id);
      return unitOfWork.run(...args);
    },
  } as typeof unitOfWork;
  expect(await findingsOf(sweepExpiredCarts, { ...db, unitOfWork: touched })).toEqual([]);
  expect(await cartsLeft()).toEqual([id]);
});
