import { randomUUID } from 'node:crypto';
import { discountCodes } from '../../src/discounts';
import { systemActor } from '../../src/platform/actor';
import { decodeId } from '../../src/platform/graphql/global-id';
import { faultsOf } from '../catalog/product-operations';
import { givenOwner } from '../support/owner';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import {
  createSetting,
  deleteSetting,
  givenSetting,
  nodeOf,
  type ShownSetting,
  updateSetting,
} from './setting-operations';

const DISCOUNT = 'Discount';

let app: TestApp;
let shop: Shop;
let other: Shop;
beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
  other = await givenShop(app, 'other');
});
afterAll(() => app.close());
beforeEach(() => app.db.query('DELETE FROM discount'));

const percent = (code: string, value: unknown = '10') => ({ code, kind: 'PERCENT', value });
const given = (code: string, rest: object = {}): Promise<ShownSetting> =>
  givenSetting(shop.admin, DISCOUNT, { ...percent(code), ...rest });
const uuidOf = ({ id }: ShownSetting) => decodeId(DISCOUNT, id) ?? '';
const audited = (discount: ShownSetting) =>
  app.db.query(
    'SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id',
    uuidOf(discount),
  );

/** As many orders use a discount as there are e-mail addresses. */
const redeem = (discount: ShownSetting, ...emails: string[]) =>
  app.platform.unitOfWork.run({ workspaceId: shop.id, actor: systemActor('a test') }, async (tx) => {
    const table = await discountCodes.lock(tx, [String(discount.code)], emails);
    const redemptions = emails.map((email) => ({
      discountId: uuidOf(discount),
      orderId: randomUUID(),
      email,
    }));
    for (const redemption of redemptions) {
      const purchase = { email: redemption.email, subtotal: 10_000, at: new Date() };
      const reduction = table.reductionOf(String(discount.code), purchase);
      if ('refused' in reduction) throw new Error(reduction.refused);
      table.redeem(redemption);
    }
    await discountCodes.write(tx, redemptions);
  });

describe('a discount', () => {
  it('is created with all that there is to say', async () => {
    const { setting, userErrors } = await createSetting(shop.admin, DISCOUNT, {
      ...{ code: ' summer-26 ', kind: 'PERCENT', value: '12.5', minimumSubtotal: { amount: '30' } },
      ...{ maxUses: 100, oncePerBuyer: true, active: false },
      ...{ startsAt: '2026-06-01T00:00:00Z', endsAt: '2026-09-01T00:00:00+02:00' },
    });
    expect(userErrors).toEqual([]);
    expect(setting).toEqual({
      ...{ id: expect.any(String) as string, code: 'SUMMER-26', kind: 'PERCENT', value: '12.5' },
      minimumSubtotal: { amount: '30.00', currencyCode: 'EUR' },
      ...{ maxUses: 100, oncePerBuyer: true, uses: 0, active: false, version: 1 },
      ...{ startsAt: '2026-06-01T00:00:00.000Z', endsAt: '2026-08-31T22:00:00.000Z' },
    });
    expect(setting && (await audited(setting))).toEqual([
      {
        ...{ action: 'discount.create', before: null },
        after: {
          ...{ code: 'SUMMER-26', kind: 'PERCENT', value: 12_500, minimumSubtotal: 3_000 },
          ...{ maxUses: 100, oncePerBuyer: true, active: false },
          ...{ startsAt: '2026-06-01T00:00:00.000Z', endsAt: '2026-08-31T22:00:00.000Z' },
        },
      },
    ]);
  });

  it('is active and without limits where nothing else is said', async () => {
    expect(await given('PLAIN')).toEqual({
      ...{ id: expect.any(String) as string, code: 'PLAIN', kind: 'PERCENT', value: '10' },
      ...{ minimumSubtotal: null, maxUses: null, oncePerBuyer: false, uses: 0 },
      ...{ startsAt: null, endsAt: null, active: true, version: 1 },
    });
  });

  it.each([
    ['EUR', 'FIXED', '5', '5.00', 500],
    ['JPY', 'FIXED', '500', '500', 500],
    ['KWD', 'FIXED', '1.005', '1.005', 1_005],
    ['JPY', 'PERCENT', '2.125', '2.125', 2_125],
  ])(
    'in %s of %s %s is shown as %s, and is %d in the database',
    async (currency, kind, value, shown, stored) => {
      const slug = `${currency}-${kind}`.toLowerCase();
      const { owner } = await givenOwner(app, slug, currency);
      const discount = await givenSetting(owner, DISCOUNT, { code: 'SAVE', kind, value });
      expect(discount.value).toBe(shown);
      const rows = await app.db.query('SELECT value::text FROM discount WHERE id = $1', uuidOf(discount));
      expect(rows).toEqual([{ value: String(stored) }]);
    },
  );

  it('is for admins alone', async () => {
    const discount = await given('SECRET');
    expect(await nodeOf(shop.admin, DISCOUNT, discount.id)).toEqual(discount);
    for (const client of [shop.anonymous, shop.customer, shop.editor]) {
      expect(await nodeOf(client, DISCOUNT, discount.id)).toBeNull();
    }
  });

  it('keeps what is left out, clears what is null, and says what it was', async () => {
    const discount = await given('SAVE', { maxUses: 5, endsAt: '2030-01-01T00:00:00Z', oncePerBuyer: true });
    const changes = { kind: 'FIXED', value: '7.50', maxUses: null, active: false };
    const { setting } = await updateSetting(shop.admin, DISCOUNT, discount, changes);
    expect(setting).toEqual({ ...discount, ...changes, version: 2 });
    expect((await audited(discount)).slice(1)).toEqual([
      {
        action: 'discount.update',
        before: { kind: 'PERCENT', value: 10_000, maxUses: 5, active: true },
        after: { kind: 'FIXED', value: 750, maxUses: null, active: false },
      },
    ]);
  });

  it.each([
    [{}, ['INVALID input.code']],
    [{ code: 'SAVE', value: '10' }, ['INVALID input.kind']],
    [{ code: 'SAVE', kind: 'FIXED' }, ['INVALID input.value']],
    [
      { code: null, kind: null, value: null, oncePerBuyer: null, active: null },
      ['code', 'kind', 'value', 'oncePerBuyer', 'active'].map((name) => `INVALID input.${name}`),
    ],
    [percent('S'), ['INVALID input.code']],
    [percent('-SAVE'), ['INVALID input.code']],
    [percent('SAVE MORE'), ['INVALID input.code']],
    [percent('x'.repeat(41)), ['INVALID input.code']],
    [percent('Ünique'), ['INVALID input.code']],
    [percent('a\0b'), ['INVALID input.code']],
    [percent('SAVE', '0'), ['INVALID input.value']],
    [percent('SAVE', '-5'), ['INVALID input.value']],
    [percent('SAVE', '100.5'), ['INVALID input.value']],
    [percent('SAVE', '1.2345'), ['INVALID input.value']],
    [{ code: 'SAVE', kind: 'FIXED', value: '0.00' }, ['INVALID input.value']],
    [{ code: 'SAVE', kind: 'FIXED', value: '1.005' }, ['INVALID input.value']],
    [{ ...percent('SAVE'), maxUses: 0 }, ['INVALID input.maxUses']],
    [
      { ...percent('SAVE'), minimumSubtotal: { amount: '1', currencyCode: 'USD' } },
      ['INVALID input.minimumSubtotal.currencyCode'],
    ],
    [
      { ...percent('SAVE'), startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' },
      ['INVALID input.endsAt'],
    ],
  ])('%j is refused, and nothing is left of it', async (input, faults) => {
    const before = await rowsOf(app.db, shop.id);
    const answer = await createSetting(shop.admin, DISCOUNT, input);
    expect([answer.setting, faultsOf(answer)]).toEqual([null, faults]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it.each([
    ['another kind without its value', { kind: 'FIXED' }, ['INVALID input.value']],
    ['a value that its kind does not take', { value: '101' }, ['INVALID input.value']],
    ['an end before its beginning', { endsAt: '2026-05-31T00:00:00Z' }, ['INVALID input.endsAt']],
    ['a code that is none', { code: '' }, ['INVALID input.code']],
  ])('is not changed to %s', async (_, input, faults) => {
    const discount = await given('SAVE', { startsAt: '2026-06-01T00:00:00Z' });
    const before = await rowsOf(app.db, shop.id);
    const answer = await updateSetting(shop.admin, DISCOUNT, discount, input);
    expect([answer.setting, faultsOf(answer)]).toEqual([null, faults]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('is the only one of its code in its workspace, and one of many in all', async () => {
    await given('SAVE');
    const more = await given('MORE');
    await givenSetting(other.admin, DISCOUNT, percent('save', '20'));
    const before = await rowsOf(app.db, shop.id, other.id);
    const again = await createSetting(shop.admin, DISCOUNT, percent(' Save '));
    expect([again.setting, faultsOf(again)]).toEqual([null, ['TAKEN input.code']]);
    const renamed = await updateSetting(shop.admin, DISCOUNT, more, { code: 'save' });
    expect([renamed.setting, faultsOf(renamed)]).toEqual([null, ['TAKEN input.code']]);
    expect(await rowsOf(app.db, shop.id, other.id)).toEqual(before);
  });

  it('cannot be allowed fewer uses than it had; being used is no edit', async () => {
    const discount = await given('SAVE', { maxUses: 10 });
    await redeem(discount, 'a@example.com', 'b@example.com', 'c@example.com');
    const few = await updateSetting(shop.admin, DISCOUNT, discount, { maxUses: 2 });
    expect([few.setting, faultsOf(few)]).toEqual([null, ['INVALID input.maxUses']]);
    expect(few.userErrors[0]?.message).toBe('It was used 3 times already.');
    const { setting } = await updateSetting(shop.admin, DISCOUNT, discount, { maxUses: 3 });
    expect(setting).toMatchObject({ maxUses: 3, uses: 3, version: 2 });
    await expect(redeem(discount, 'd@example.com')).rejects.toThrow('This discount code has been used up.');
  });

  it('is deleted with who used it, and its code is free again', async () => {
    const discount = await given('SAVE', { oncePerBuyer: true });
    await redeem(discount, 'a@example.com');
    expect(await deleteSetting(shop.admin, DISCOUNT, discount)).toEqual({
      deletedId: discount.id,
      userErrors: [],
    });
    expect(await app.db.query('SELECT 1 FROM discount_use WHERE workspace_id = $1', shop.id)).toEqual([]);
    expect((await audited(discount)).slice(1)).toMatchObject([
      { action: 'discount.delete', before: { code: 'SAVE', uses: 1 }, after: null },
    ]);
    expect(faultsOf(await deleteSetting(shop.admin, DISCOUNT, discount))).toEqual(['NOT_FOUND id']);
    await redeem(await given('SAVE', { oncePerBuyer: true }), 'a@example.com');
  });

  it('of a stale version changes nothing, and is shown as it is', async () => {
    const discount = await given('SAVE');
    const { setting: changed } = await updateSetting(shop.admin, DISCOUNT, discount, { value: '15' });
    const before = await rowsOf(app.db, shop.id);
    const late = await updateSetting(shop.admin, DISCOUNT, discount, { value: '20' });
    expect([late.setting, faultsOf(late)]).toEqual([changed, ['CONFLICT version']]);
    expect(faultsOf(await deleteSetting(shop.admin, DISCOUNT, discount))).toEqual(['CONFLICT version']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });
});

describe('at the same moment', () => {
  it('of those who make one code one gets it, and all others are told that it is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        createSetting(shop.admin, DISCOUNT, percent('RACE', String(n + 1))),
      ),
    );
    expect(answers.map((answer) => faultsOf(answer).join()).sort()).toEqual([
      '',
      ...Array<string>(9).fill('TAKEN input.code'),
    ]);
    const won = answers.find(({ setting }) => setting)?.setting;
    expect(await app.db.query('SELECT id FROM discount')).toEqual([{ id: won && uuidOf(won) }]);
    expect(won && (await audited(won))).toHaveLength(1);
  });

  it('of those who edit one version one wins, and the others see its outcome', async () => {
    const discount = await given('SAVE');
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        updateSetting(shop.admin, DISCOUNT, discount, { value: String(n + 1) }),
      ),
    );
    expect(answers.map((answer) => faultsOf(answer).join()).sort()).toEqual([
      '',
      ...Array<string>(4).fill('CONFLICT version'),
    ]);
    const won = answers.find(({ userErrors }) => userErrors.length === 0)?.setting;
    expect(answers.map(({ setting }) => setting)).toEqual(answers.map(() => won));
  });

  it('of uses and a lower limit neither breaks the other', async () => {
    for (let round = 0; round < 8; round += 1) {
      const discount = await given(`RACE-${round}`, { maxUses: 5 });
      const [used, limited] = await Promise.all([
        redeem(discount, 'a@example.com', 'b@example.com').then(
          () => 'used',
          (error: unknown) => (error as Error).message,
        ),
        updateSetting(shop.admin, DISCOUNT, discount, { maxUses: 1 }),
      ]);
      expect([
        ['used', ['INVALID input.maxUses']],
        ['This discount code has been used up.', []],
      ]).toContainEqual([used, faultsOf(limited)]);
    }
  });
});

describe('the list of discounts', () => {
  const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $query: String) {
    discounts(first: $first, after: $after, last: $last, before: $before, query: $query) {
      nodes { code } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  interface Listed {
    readonly discounts: {
      readonly nodes: readonly { readonly code: string }[];
      readonly totalCount: number;
      readonly pageInfo: {
        readonly hasNextPage: boolean;
        readonly startCursor: string;
        readonly endCursor: string;
      };
    };
  }
  const list = async (variables: object) => {
    const { discounts } = await shop.admin.data<Listed>(LIST, variables);
    return { ...discounts, codes: discounts.nodes.map(({ code }) => code) };
  };

  beforeEach(async () => {
    for (const code of ['SPRING-1', 'SUMMER-1', 'SPRING-2', 'A_B', 'SUMMER-2']) await given(code);
    await givenSetting(other.admin, DISCOUNT, percent('SPRING-OTHER'));
  });

  it('is read by pages, newest first, forwards and backwards', async () => {
    const first = await list({ first: 2 });
    expect([first.codes, first.totalCount, first.pageInfo.hasNextPage]).toEqual([
      ['SUMMER-2', 'A_B'],
      5,
      true,
    ]);
    const second = await list({ first: 3, after: first.pageInfo.endCursor });
    expect([second.codes, second.pageInfo.hasNextPage]).toEqual([
      ['SPRING-2', 'SUMMER-1', 'SPRING-1'],
      false,
    ]);
    const back = await list({ last: 1, before: second.pageInfo.startCursor });
    expect(back.codes).toEqual(['A_B']);
  });

  it('is searched by what codes begin with, letter for letter', async () => {
    expect(await list({ query: ' spr' })).toMatchObject({ codes: ['SPRING-2', 'SPRING-1'], totalCount: 2 });
    expect(await list({ query: 'PRING' })).toMatchObject({ codes: [], totalCount: 0 });
    expect(await list({ query: 'A_' })).toMatchObject({ codes: ['A_B'], totalCount: 1 });
    expect(await list({ query: '%' })).toMatchObject({ codes: [], totalCount: 0 });
  });
});
