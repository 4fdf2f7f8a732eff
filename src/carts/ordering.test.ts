import { randomUUID } from 'node:crypto';
import { givenProduct, givenUser, givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { ANONYMOUS, Role } from '../platform/actor';
import { type Tx } from '../platform/unit-of-work/transaction';
import { addLines } from './add-lines';
import { createCart } from './create-cart';
import { loadCartLines } from './load-cart-lines';
import { lockCarts } from './lock-carts';
import { markOrdered } from './mark-ordered';

let db: TestDatabase;
let workspaceId: string;
let [vase, bowl, draft] = ['', '', ''];
let product = '';
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  workspaceId = (await givenWorkspace(db)).id;
  product = await givenProduct(db, workspaceId, { status: 'ACTIVE', title: 'Tableware' });
  [vase, bowl] = [await givenVariant(product, 'vase', 1_000), await givenVariant(product, 'bowl', 500)];
  draft = await givenVariant(await givenProduct(db, workspaceId, { status: 'ACTIVE' }), 'draft', 1);
});

const run = <T>(work: (tx: Tx) => Promise<T>) => db.unitOfWork.run({ workspaceId, actor: ANONYMOUS }, work);
const line = (variantId: string, quantity: number) => ({ variantId, quantity });

async function givenVariant(productId: string, sku: string, price: number): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO product_variant (workspace_id, id, product_id, sku, title, price, position)
     VALUES ($1, $2, $3, $4, $4, $5, 0)`,
    ...[workspaceId, id, productId, sku, price],
  );
  return id;
}

it('the lines of several carts come by one statement, in a transaction too, with what an order needs', async () => {
  const first = await run((tx) => createCart(tx, 30, [line(vase, 2), line(draft, 1), line(bowl, 3)]));
  const second = await run((tx) => createCart(tx, 30, [line(bowl, 1)]));
  const empty = await run((tx) => createCart(tx, 30, []));
  await db.query(
    `UPDATE product SET status = 'DRAFT' WHERE id = (SELECT product_id FROM product_variant WHERE id = $1)`,
    draft,
  );
  const sold = { productId: product, productTitle: 'Tableware', digital: false };
  const expected = (cartId: string, variantId: string, quantity: number, sku: string, price: number) => ({
    ...{ id: expect.any(String) as string, cartId, variantId, quantity, sku, variantTitle: sku, price },
    ...sold,
  });
  const carts = [first, second, empty, randomUUID()];
  const lines = await run(async (tx) => {
    const row = await tx.row<{ price: number }>(
      'UPDATE product_variant SET price = 501 WHERE workspace_id = $1 AND id = $2 RETURNING price',
      bowl,
    );
    expect(row).toEqual({ price: 501 });
    return loadCartLines(tx, carts);
  });
  expect(lines).toEqual(
    new Map([
      [first, [expected(first, vase, 2, 'vase', 1_000), expected(first, bowl, 3, 'bowl', 501)]],
      [second, [expected(second, bowl, 1, 'bowl', 501)]],
    ]),
  );
});

it('a cart that is locked waits with its changes, and is told of them once it is ordered', async () => {
  const id = await run((tx) => createCart(tx, 30, [line(vase, 1)]));
  const change = await run(async (tx) => {
    const carts = await lockCarts(tx, [id, randomUUID()]);
    expect([...carts.values()]).toMatchObject([{ id, state: 'open', userId: null, version: 1 }]);
    const waiting = run((other) => addLines(other, 30, id, [line(vase, 1)])).then(
      () => 'changed',
      (refused: unknown) => refused,
    );
    await markOrdered(tx, [id]);
    return { waiting };
  });
  expect(await change.waiting).toMatchObject({ faults: [{ code: 'STATE_NOT_ALLOWED', field: ['cartId'] }] });
  expect((await loadCartLines(db.database.workspace(workspaceId), [id])).get(id)).toMatchObject([
    { quantity: 1 },
  ]);
  expect(await db.query('SELECT state, version FROM cart WHERE id = $1', id)).toEqual([
    { state: 'ordered', version: 2 },
  ]);
});

it('carts are ordered once, each with one audit row', async () => {
  const customer = await givenUser(db, workspaceId, Role.CUSTOMER);
  const asCustomer = <T>(work: (tx: Tx) => Promise<T>) =>
    db.unitOfWork.run({ workspaceId, actor: customer }, work);
  const ids = [await asCustomer((tx) => createCart(tx, 30, [])), await run((tx) => createCart(tx, 30, []))];
  for (let round = 0; round < 2; round += 1) {
    await run(async (tx) => {
      await lockCarts(tx, ids);
      await markOrdered(tx, ids);
    });
  }
  expect(
    await db.query(
      `SELECT subject_id, after FROM audit_log WHERE workspace_id = $1 AND action = 'cart.update'`,
      workspaceId,
    ),
  ).toHaveLength(2);
  const next = await asCustomer((tx) => createCart(tx, 30, []));
  expect(ids).not.toContain(next);
});
