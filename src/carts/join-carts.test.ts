import { randomUUID } from 'node:crypto';
import { eventually } from '../../test/support/eventually';
import { givenUser, givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { type Actor, Role } from '../platform/actor';
import { encodeId } from '../platform/graphql/global-id';
import { type Tx } from '../platform/unit-of-work/transaction';
import { cartSubject } from './cart-subject';
import { joinCarts } from './join-carts';
import { lockCarts } from './lock-carts';
import { markOrdered } from './mark-ordered';

let db: TestDatabase;
let workspaceId: string;
let user: Actor & { kind: 'user' };
/** An anonymous cart of three pieces. */
let cartId: string;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  workspaceId = (await givenWorkspace(db)).id;
  user = await givenUser(db, workspaceId, Role.CUSTOMER);
  cartId = await givenCart(null, randomUUID());
});

async function givenCart(userId: string | null, variantId: string): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO cart (workspace_id, id, user_id, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
    ...[workspaceId, id, userId],
  );
  await db.query(
    'INSERT INTO cart_line (workspace_id, id, cart_id, variant_id, quantity) VALUES ($1, $2, $3, $4, 3)',
    ...[workspaceId, randomUUID(), id, variantId],
  );
  return id;
}

const run = <T>(work: (tx: Tx) => Promise<T>, actor: Actor = user) =>
  db.unitOfWork.run({ workspaceId, actor }, work);
const signIn = (tx: Tx, userId = user.id) => joinCarts(30)(tx, { userId, cartId: encodeId('Cart', cartId) });

/** Does `first`, and commits it only once `second`, begun behind it, waits for it. */
async function overtaken(first: (tx: Tx) => Promise<void>, second: () => Promise<void>): Promise<void> {
  const { waiting } = await run(async (tx) => {
    await first(tx);
    const begun = second();
    await eventually(async () => {
      const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await db.query(waits)).toHaveLength(1);
    });
    return { waiting: begun };
  });
  await waiting;
}

const pieces = () =>
  db.query(
    `SELECT c.user_id, c.state, l.quantity FROM cart c JOIN cart_line l ON l.cart_id = c.id
     WHERE c.workspace_id = $1 ORDER BY c.created_at`,
    workspaceId,
  );
const deletions = () =>
  db.query(
    `SELECT 1 FROM audit_log WHERE action = 'cart.delete' AND subject_id = $1`,
    cartSubject(cartId).id,
  );

it.each([true, false])(
  'a sign-in that waits for another finds the cart joined (own cart: %s)',
  async (own) => {
    const before = own ? [{ user_id: user.id, state: 'open', quantity: 3 }] : [];
    if (own) await givenCart(user.id, randomUUID());
    await overtaken(
      (tx) => signIn(tx),
      () => run((tx) => signIn(tx)),
    );
    expect(await pieces()).toEqual([...before, { user_id: user.id, state: 'open', quantity: 3 }]);
    expect(await deletions()).toHaveLength(1);
  },
);

it('one of somebody else does not begin a cart for nothing', async () => {
  const other = await givenUser(db, workspaceId, Role.CUSTOMER);
  await overtaken(
    (tx) => signIn(tx),
    () => run((tx) => signIn(tx, other.id), other),
  );
  expect(await pieces()).toEqual([{ user_id: user.id, state: 'open', quantity: 3 }]);
  expect(await db.query('SELECT 1 FROM cart WHERE user_id = $1', other.id)).toEqual([]);
});

it('a cart that is ordered meanwhile is left alone', async () => {
  const order = async (tx: Tx) => {
    await lockCarts(tx, [cartId]);
    await markOrdered(tx, [cartId]);
  };
  await overtaken(order, () => run((tx) => signIn(tx)));
  expect(await pieces()).toEqual([{ user_id: null, state: 'ordered', quantity: 3 }]);
  expect(await deletions()).toEqual([]);
});

it('the user’s cart that is ordered meanwhile is followed by another', async () => {
  const own = await givenCart(user.id, randomUUID());
  const order = async (tx: Tx) => {
    await lockCarts(tx, [own]);
    await markOrdered(tx, [own]);
  };
  await overtaken(order, () => run((tx) => signIn(tx)));
  expect(await pieces()).toEqual([
    { user_id: user.id, state: 'ordered', quantity: 3 },
    { user_id: user.id, state: 'open', quantity: 3 },
  ]);
});
