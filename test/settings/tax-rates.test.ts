import { ratesByCountry } from '../../src/taxes';
import { decodeId } from '../../src/platform/graphql/global-id';
import { faultsOf } from '../catalog/product-operations';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';
import { createSetting, deleteSetting, givenSetting, nodeOf, updateSetting } from './setting-operations';

const RATE = 'TaxRate';

let app: TestApp;
let shop: Shop;
let other: Shop;
beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
  other = await givenShop(app, 'other');
});
afterAll(() => app.close());
beforeEach(() => app.db.query('DELETE FROM tax_rate'));

const vat = (countryCode: string, rate: unknown = '19', included = true) => ({
  ...{ countryCode, title: 'VAT', rate, included },
});
const all = async () => {
  const { taxRates } = await shop.admin.data<{ taxRates: { countryCode: string; rate: string }[] }>(
    '{ taxRates { countryCode rate } }',
  );
  return taxRates.map(({ countryCode, rate }) => `${countryCode} ${rate}`);
};
const audited = (id: string) =>
  app.db.query(
    'SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id',
    decodeId(RATE, id),
  );

describe('the tax rate of a country', () => {
  it('is created, shown to admins, and taxes what goes there', async () => {
    const { setting, userErrors } = await createSetting(shop.admin, RATE, vat(' de ', '19.000', true));
    expect(userErrors).toEqual([]);
    expect(setting).toEqual({
      ...{ id: expect.any(String) as string, countryCode: 'DE', title: 'VAT' },
      ...{ rate: '19', included: true, version: 1 },
    });
    await givenSetting(shop.admin, RATE, vat('AT', 20, false));
    expect(await all()).toEqual(['AT 20', 'DE 19']);
    const id = setting?.id ?? '';
    expect(await nodeOf(shop.admin, RATE, id)).toEqual(setting);
    for (const client of [shop.anonymous, shop.customer, shop.editor]) {
      expect(await nodeOf(client, RATE, id)).toBeNull();
    }
    expect(await audited(id)).toEqual([
      {
        ...{ action: 'taxRate.create', before: null },
        after: { countryCode: 'DE', title: 'VAT', rate: 19_000, included: true },
      },
    ]);
    const table = await ratesByCountry.look(app.platform.database.workspace(shop.id));
    expect(table.taxOn({ countryCode: 'DE', amount: 11_900 })).toEqual({ amount: 1_900, included: true });
    expect(table.taxOn({ countryCode: 'AT', amount: 10_000 })).toEqual({ amount: 2_000, included: false });
    expect(table.taxOn({ countryCode: 'FR', amount: 10_000 })).toEqual({ amount: 0, included: false });
    expect(table.taxOn({ countryCode: null, amount: 10_000 })).toEqual({ amount: 0, included: false });
  });

  it.each([
    ['0', 0, '0'],
    ['8.1', 8_100, '8.1'],
    ['9.975', 9_975, '9.975'],
    ['0.001', 1, '0.001'],
    [7.7, 7_700, '7.7'],
    ['100', 100_000, '100'],
  ])('of %p percent is %d thousandths, shown as %s', async (rate, stored, shown) => {
    const { id } = await givenSetting(shop.admin, RATE, vat('CH', rate));
    expect(await nodeOf(shop.admin, RATE, id)).toMatchObject({ rate: shown });
    expect(await app.db.query('SELECT rate FROM tax_rate WHERE id = $1', decodeId(RATE, id))).toEqual([
      { rate: stored },
    ]);
  });

  it('is changed in part, and moves to another country', async () => {
    const rate = await givenSetting(shop.admin, RATE, vat('DE'));
    const { setting } = await updateSetting(shop.admin, RATE, rate, { rate: '7', included: false });
    expect(setting).toEqual({ ...rate, rate: '7', included: false, version: 2 });
    const moved = await updateSetting(shop.admin, RATE, { ...rate, version: 2 }, { countryCode: 'lu' });
    expect(moved.setting).toMatchObject({ countryCode: 'LU', version: 3 });
    expect((await audited(rate.id)).slice(1)).toEqual([
      {
        action: 'taxRate.update',
        before: { rate: 19_000, included: true },
        after: { rate: 7_000, included: false },
      },
      { action: 'taxRate.update', before: { countryCode: 'DE' }, after: { countryCode: 'LU' } },
    ]);
  });

  it('is deleted once', async () => {
    const rate = await givenSetting(shop.admin, RATE, vat('DE'));
    expect(await deleteSetting(shop.admin, RATE, rate)).toEqual({ deletedId: rate.id, userErrors: [] });
    expect(faultsOf(await deleteSetting(shop.admin, RATE, rate))).toEqual(['NOT_FOUND id']);
    expect(await all()).toEqual([]);
    expect((await audited(rate.id)).slice(1)).toMatchObject([
      { action: 'taxRate.delete', before: { countryCode: 'DE', rate: 19_000 }, after: null },
    ]);
  });

  it('is the only one in its workspace, and one of many in all', async () => {
    await givenSetting(shop.admin, RATE, vat('DE'));
    const austria = await givenSetting(shop.admin, RATE, vat('AT'));
    await givenSetting(other.admin, RATE, vat('DE', '16'));
    const before = await rowsOf(app.db, shop.id, other.id);
    const again = await createSetting(shop.admin, RATE, vat('de', '7'));
    expect([again.setting, faultsOf(again)]).toEqual([null, ['TAKEN input.countryCode']]);
    const moved = await updateSetting(shop.admin, RATE, austria, { countryCode: 'DE' });
    expect([moved.setting, faultsOf(moved)]).toEqual([null, ['TAKEN input.countryCode']]);
    expect(await rowsOf(app.db, shop.id, other.id)).toEqual(before);
  });

  it.each([
    [{}, ['INVALID input.countryCode']],
    [{ countryCode: 'DE', title: 'VAT', included: true }, ['INVALID input.rate']],
    [{ countryCode: 'DE', title: 'VAT', rate: '19' }, ['INVALID input.included']],
    [{ countryCode: 'DE', rate: '19', included: true }, ['INVALID input.title']],
    [
      { countryCode: 'XX', title: ' ', rate: '100.001', included: null },
      ['INVALID input.rate', 'INVALID input.countryCode', 'INVALID input.title', 'INVALID input.included'],
    ],
    [{ ...vat('DE'), countryCode: null }, ['INVALID input.countryCode']],
    [vat('DE', null), ['INVALID input.rate']],
    [vat('DE', '-1'), ['INVALID input.rate']],
    [vat('DE', '1.0001'), ['INVALID input.rate']],
  ])('%j is refused, and nothing is left of it', async (input, faults) => {
    const before = await rowsOf(app.db, shop.id);
    const answer = await createSetting(shop.admin, RATE, input);
    expect([answer.setting, faultsOf(answer)]).toEqual([null, faults]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('of a stale version changes nothing, and is shown as it is', async () => {
    const rate = await givenSetting(shop.admin, RATE, vat('DE'));
    const { setting: changed } = await updateSetting(shop.admin, RATE, rate, { rate: '16' });
    const before = await rowsOf(app.db, shop.id);
    const late = await updateSetting(shop.admin, RATE, rate, { rate: '20' });
    expect([late.setting, faultsOf(late)]).toEqual([changed, ['CONFLICT version']]);
    expect(faultsOf(await deleteSetting(shop.admin, RATE, rate))).toEqual(['CONFLICT version']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('that several make at once is made once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => createSetting(shop.admin, RATE, vat('DE', String(n)))),
    );
    expect(answers.map((answer) => faultsOf(answer).join()).sort()).toEqual([
      '',
      ...Array<string>(5).fill('TAKEN input.countryCode'),
    ]);
    expect(await all()).toHaveLength(1);
  });

  it('is one of at most 250, however many come at once', async () => {
    await app.db.query(
      `INSERT INTO tax_rate (workspace_id, id, country_code, title, rate, included)
       SELECT $1::uuid, uuidv7(), chr(81 + n / 26) || chr(65 + n % 26), 'VAT', 0, true
       FROM generate_series(0, 247) n`,
      shop.id,
    );
    expect(await all()).toHaveLength(248);
    const answers = await Promise.all(
      ['DE', 'AT', 'FR', 'IT'].map((country) => createSetting(shop.admin, RATE, vat(country))),
    );
    expect(answers.map((answer) => faultsOf(answer).join()).sort()).toEqual([
      ...['', '', 'LIMIT_EXCEEDED -', 'LIMIT_EXCEEDED -'],
    ]);
    expect(await all()).toHaveLength(250);
  });
});
