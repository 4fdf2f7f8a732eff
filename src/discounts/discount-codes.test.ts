import { randomUUID } from 'node:crypto';
import { givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { type Values, type Tx } from '../platform/unit-of-work/transaction';
import { amountOff, canonicalCode, discountCodes, type DiscountTable } from './discount-codes';
import { Discount, DiscountKind } from './discount.entity';

const ANNE = 'anne@example.com';
const BERT = 'bert@example.com';
const NOON = new Date('2026-06-01T12:00:00Z');
const before = new Date(NOON.getTime() - 1);
const after = new Date(NOON.getTime() + 1);

const UNKNOWN = { refused: 'There is no such discount code, or its time is over.' };
const USED_UP = { refused: 'This discount code has been used up.' };
const USED = { refused: 'You have used this discount code already.' };
const TOO_SMALL = { refused: 'This discount code is for larger orders.' };

let db: TestDatabase;
let workspaceId: string;
let id: string;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  workspaceId = (await givenWorkspace(db)).id;
});

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  db.unitOfWork.run({ workspaceId, actor: { kind: 'system', name: 'test' } }, work);

/** A code SAVE that takes a tenth off, but for what is said of it. */
async function given(values: Values<Discount> = {}): Promise<void> {
  id = randomUUID();
  await run((tx) =>
    tx.insert(Discount, { id, code: 'SAVE', kind: DiscountKind.PERCENT, value: 10_000, ...values }),
  );
}
const look = (emails: readonly string[] = [ANNE]) =>
  discountCodes.look(db.database.workspace(workspaceId), ['save'], emails);
const asked = (table: DiscountTable, { email = ANNE, subtotal = 5_000, at = NOON } = {}) =>
  table.reductionOf('save', { email, subtotal, at });

/** Lets orders of these buyers use the code under one lock; answers what each was told, and the ids of the orders. */
const redeem = (...emails: string[]) =>
  run(async (tx) => {
    const table = await discountCodes.lock(tx, ['save'], emails);
    const answers = emails.map((email) => {
      const answer = asked(table, { email });
      const redemption = { discountId: id, orderId: randomUUID(), email };
      if ('amount' in answer) table.redeem(redemption);
      return { answer, redemption };
    });
    const redeemed = answers.filter(({ answer }) => 'amount' in answer).map(({ redemption }) => redemption);
    await discountCodes.write(tx, redeemed);
    return { told: answers.map(({ answer }) => answer), orders: redeemed.map(({ orderId }) => orderId) };
  });
const stored = async () => {
  const [row] = await db.query<{ uses: number; noted: string[] | null }>(
    `SELECT uses, (SELECT array_agg(email ORDER BY email) FROM discount_use u WHERE u.discount_id = d.id) AS noted
     FROM discount d WHERE id = $1`,
    id,
  );
  return row;
};

describe('what a discount takes off', () => {
  const { PERCENT, FIXED } = DiscountKind;
  it.each([
    [PERCENT, 10_000, 5_000, 500],
    [PERCENT, 10_000, 4, 0],
    [PERCENT, 10_000, 5, 1],
    [PERCENT, 10_000, 15, 2],
    [PERCENT, 33_333, 1_000, 333],
    [PERCENT, 50_000, 999, 500],
    [PERCENT, 1, 50_000, 1],
    [PERCENT, 1, 49_999, 0],
    [PERCENT, 100_000, 999, 999],
    [PERCENT, 99_999, 999_999_999_999, 999_989_999_999],
    [FIXED, 500, 5_000, 500],
    [FIXED, 500, 499, 499],
    [FIXED, 500, 0, 0],
  ])('%s of %d on %d is %d', (kind, value, subtotal, amount) => {
    expect(amountOff({ kind, value }, subtotal)).toBe(amount);
  });
});

describe('a code', () => {
  it('is what it is in small letters and between blanks, too', async () => {
    await given();
    expect(canonicalCode(' sAvE\n')).toBe('SAVE');
    const table = await look();
    expect(table.reductionOf('  Save ', { email: ANNE, subtotal: 5_000, at: NOON })).toEqual({
      discountId: id,
      amount: 500,
    });
    expect(table.reductionOf('SAVER', { email: ANNE, subtotal: 5_000, at: NOON })).toEqual(UNKNOWN);
  });

  it('of another workspace is unknown', async () => {
    await given();
    workspaceId = (await givenWorkspace(db)).id;
    expect(asked(await look())).toEqual(UNKNOWN);
  });

  it.each([
    ['is not active', { active: false }, UNKNOWN],
    ['begins a moment later', { startsAt: after }, UNKNOWN],
    ['begins now', { startsAt: NOON }, null],
    ['ends now', { endsAt: NOON }, UNKNOWN],
    ['ends a moment later', { startsAt: before, endsAt: after }, null],
    ['has all of its uses behind it', { maxUses: 3, uses: 3 }, USED_UP],
    ['has one use left', { maxUses: 3, uses: 2 }, null],
    ['is for orders of one cent more', { minimumSubtotal: 5_001 }, TOO_SMALL],
    ['is for orders of just so much', { minimumSubtotal: 5_000 }, null],
  ])('that %s', async (_, values, refused) => {
    await given(values);
    expect(asked(await look())).toEqual(refused ?? { discountId: id, amount: 500 });
  });

  it('that is nobody’s is looked up without asking for any', async () => {
    const table = await discountCodes.look(db.database.workspace(workspaceId), [], []);
    expect(asked(table)).toEqual(UNKNOWN);
  });
});

describe('redeeming', () => {
  it('counts the uses of one look, and puts them down', async () => {
    await given({ maxUses: 2 });
    const { told } = await redeem(ANNE, ANNE, BERT);
    expect(told).toEqual([{ discountId: id, amount: 500 }, { discountId: id, amount: 500 }, USED_UP]);
    expect(await stored()).toEqual({ uses: 2, noted: [ANNE, ANNE] });
    expect(asked(await look([BERT]), { email: BERT })).toEqual(USED_UP);
  });

  it('once per buyer: in the same look, in a later one, and however the address is written', async () => {
    await given({ oncePerBuyer: true });
    const { told } = await redeem(ANNE, 'Anne@Example.com', BERT);
    expect(told).toEqual([{ discountId: id, amount: 500 }, USED, { discountId: id, amount: 500 }]);
    expect(await stored()).toEqual({ uses: 2, noted: [ANNE, BERT] });
    const table = await look(['ANNE@example.com', 'carl@example.com']);
    expect(asked(table, { email: 'ANNE@example.com' })).toEqual(USED);
    expect(asked(table, { email: 'carl@example.com' })).toEqual({ discountId: id, amount: 500 });
  });

  it('is remembered of buyers before it was once per buyer', async () => {
    await given();
    await redeem(ANNE);
    await db.query('UPDATE discount SET once_per_buyer = true WHERE id = $1', id);
    expect(asked(await look())).toEqual(USED);
  });

  it('at the same moment never goes beyond the limit', async () => {
    await given({ maxUses: 5 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => redeem(`${index}@example.com`)),
    );
    const told = answers.flatMap((answer) => answer.told);
    expect(told.filter((answer) => 'amount' in answer)).toHaveLength(5);
    expect(told.filter((answer) => 'refused' in answer)).toEqual(Array(15).fill(USED_UP));
    expect((await stored())?.uses).toBe(5);
  });

  it('at the same moment by one buyer happens once where it is once per buyer', async () => {
    await given({ oncePerBuyer: true });
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(ANNE)));
    expect(answers.flatMap(({ told }) => told).filter((answer) => 'amount' in answer)).toHaveLength(1);
    expect(await stored()).toEqual({ uses: 1, noted: [ANNE] });
  });

  it('of nothing writes nothing', async () => {
    await given();
    await run((tx) => discountCodes.write(tx, []));
    expect(await stored()).toEqual({ uses: 0, noted: null });
  });
});

describe('giving back', () => {
  const giveBack = (orderId: string) => run((tx) => discountCodes.giveBack(tx, orderId));

  it('lets the buyer and others use it again, and is done once, however often it is asked for', async () => {
    await given({ maxUses: 2, oncePerBuyer: true });
    const { orders } = await redeem(ANNE, BERT);
    expect(asked(await look())).toEqual(USED_UP);
    await Promise.all(Array.from({ length: 6 }, () => giveBack(orders[0] ?? '')));
    expect(await stored()).toEqual({ uses: 1, noted: [BERT] });
    expect(asked(await look())).toEqual({ discountId: id, amount: 500 });
    expect(asked(await look([BERT]), { email: BERT })).toEqual(USED);
  });

  it('does nothing for an order that used none, nor for one whose discount is gone', async () => {
    await given();
    const { orders } = await redeem(ANNE);
    await giveBack(randomUUID());
    expect(await stored()).toEqual({ uses: 1, noted: [ANNE] });
    await run((tx) => tx.delete(Discount, { id }));
    await giveBack(orders[0] ?? '');
    expect(await db.query('SELECT 1 FROM discount_use WHERE workspace_id = $1', workspaceId)).toEqual([]);
  });
});
