import { randomUUID } from 'node:crypto';
import { givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { type Tx } from '../platform/unit-of-work/transaction';
import { LockedStock, type StockLine } from './locked-stock';
import { openStock } from './open-stock';

const SALE = { reason: 'sale', reference: 'order 1' };
const LATER = new Date(Date.now() + 60_000);

let db: TestDatabase;
let workspaceId: string;
let [cup, bowl] = ['', ''];
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  workspaceId = (await givenWorkspace(db)).id;
  [cup, bowl] = [randomUUID(), randomUUID()];
  await run((tx) =>
    openStock(tx, [
      { variantId: cup, onHand: 10, minLevel: 0 },
      { variantId: bowl, onHand: 3, minLevel: 0 },
    ]),
  );
});

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  db.unitOfWork.run({ workspaceId, actor: { kind: 'system', name: 'test' } }, work);
/** Changes stock under lock; `holder` is whoever may hold some of it. */
const change = (work: (stock: LockedStock) => void, holder?: string) =>
  run(async (tx) => {
    const stock = await LockedStock.lock(tx, [cup, bowl], holder ? [holder] : []);
    work(stock);
    await stock.write();
  });
const line = (variantId: string, quantity: number): StockLine => ({ variantId, quantity });

const LEVEL = 'SELECT on_hand, reserved, version FROM stock_level WHERE variant_id = $1';
const level = async (variantId: string) => (await db.query(LEVEL, variantId))[0];
const ledger = (variantId: string) =>
  db.query(
    'SELECT delta, on_hand, reason, reference FROM stock_movement WHERE variant_id = $1 ORDER BY id',
    variantId,
  );
const OPENING = { reason: 'opening stock', reference: null };

test('takes lines away, and the ledger says why', async () => {
  await change((stock) => stock.take([line(cup, 4), line(bowl, 3)], SALE));
  expect(await level(cup)).toEqual({ on_hand: 6, reserved: 0, version: 2 });
  expect(await level(bowl)).toEqual({ on_hand: 0, reserved: 0, version: 2 });
  expect(await ledger(cup)).toEqual([
    { delta: 10, on_hand: 10, ...OPENING },
    { delta: -4, on_hand: 6, ...SALE },
  ]);
});

test('sums two lines of one variant before it looks, and says of all that is short how much there is', async () => {
  await run(async (tx) => {
    const stock = await LockedStock.lock(tx, [cup, bowl]);
    const gone = randomUUID();
    expect(stock.shortages([line(cup, 6), line(cup, 4)])).toEqual([]);
    expect(stock.shortages([line(cup, 6), line(bowl, 4), line(cup, 5), line(gone, 1)])).toEqual([
      { variantId: cup, requested: 11, available: 10 },
      { variantId: bowl, requested: 4, available: 3 },
      { variantId: gone, requested: 1, available: 0 },
    ]);
  });
});

test('several changes of one commit see each other, and each raises the version', async () => {
  await change((stock) => {
    stock.take([line(cup, 4)], SALE);
    expect(stock.shortages([line(cup, 7)])).toEqual([{ variantId: cup, requested: 7, available: 6 }]);
    stock.take([line(cup, 6)], { reason: 'sale', reference: 'order 2' });
    stock.move(cup, 2, { reason: 'returned' });
  });
  expect(await level(cup)).toEqual({ on_hand: 2, reserved: 0, version: 4 });
  expect((await ledger(cup)).slice(1)).toEqual([
    { delta: -4, on_hand: 6, ...SALE },
    { delta: -6, on_hand: 0, reason: 'sale', reference: 'order 2' },
    { delta: 2, on_hand: 2, reason: 'returned', reference: null },
  ]);
});

test('what is held is not there for others, and is taken or let go by its holder alone, once', async () => {
  const [buyer, other] = [randomUUID(), randomUUID()];
  await change((stock) => stock.hold([line(cup, 4), line(bowl, 3), line(cup, 2)], buyer, LATER));
  expect(await level(cup)).toEqual({ on_hand: 10, reserved: 6, version: 2 });
  await change((stock) => {
    expect(stock.shortages([line(cup, 5)], other)).toEqual([{ variantId: cup, requested: 5, available: 4 }]);
    stock.release(other);
  }, other);
  expect(await level(cup)).toEqual({ on_hand: 10, reserved: 6, version: 2 });

  await change((stock) => {
    expect(stock.shortages([line(cup, 10)], buyer)).toEqual([]);
    stock.take([line(cup, 5)], SALE, buyer);
  }, buyer);
  expect(await level(cup)).toEqual({ on_hand: 5, reserved: 0, version: 4 });
  expect(await level(bowl)).toEqual({ on_hand: 3, reserved: 0, version: 3 });
  await change((stock) => stock.release(buyer), buyer);
  expect(await level(bowl)).toEqual({ on_hand: 3, reserved: 0, version: 3 });
  expect(await db.query('SELECT * FROM stock_reservation')).toEqual([]);
});

test('lets go what was held of a variant that is gone by now', async () => {
  const buyer = randomUUID();
  await change((stock) => stock.hold([line(cup, 1)], buyer, LATER));
  await db.query('DELETE FROM stock_level WHERE variant_id = $1', cup);
  await change((stock) => stock.release(buyer), buyer);
  expect(await db.query('SELECT * FROM stock_reservation')).toEqual([]);
});

test('tells of all that changed in one event', async () => {
  await db.query('DELETE FROM outbox_event');
  await change((stock) => stock.take([line(cup, 1), line(bowl, 1)], SALE));
  expect(await db.query('SELECT name, payload FROM outbox_event')).toEqual([
    { name: 'stock.changed', payload: { variantIds: [cup, bowl] } },
  ]);
});

test('fifty transactions that take what is there, in opposite orders, take it exactly', async () => {
  const takings = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      run(async (tx) => {
        const lines = index % 2 ? [line(cup, 1), line(bowl, 1)] : [line(bowl, 1), line(cup, 1)];
        const stock = await LockedStock.lock(
          tx,
          lines.map(({ variantId }) => variantId),
        );
        if (stock.shortages(lines).length > 0) return false;
        stock.take(lines, SALE);
        await stock.write();
        return true;
      }),
    ),
  );
  expect(takings.filter(Boolean)).toHaveLength(3);
  expect(await level(cup)).toEqual({ on_hand: 7, reserved: 0, version: 4 });
  expect(await level(bowl)).toEqual({ on_hand: 0, reserved: 0, version: 4 });
});
